// A plugin for the bundle of main: build.json says from which commit this Rekey is, what kind of build, and which key signs
// its releases. Help > About shows it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { BuildFacts } from '../../main/about-text.ts';

/** @param root the project's folder. */
export function buildFacts(root: string): Plugin {
  return {
    name: 'build-facts',
    generateBundle() {
      const { publisher } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      const facts: BuildFacts = {
        kind: kindOf(process.env['REKEY_BUILD_KIND']),
        commit: commitOf(root),
        releaseKey: publisher.releaseKey,
      };
      this.emitFile({ type: 'asset', fileName: 'build.json', source: `${JSON.stringify(facts)}\n` });
    },
  };
}

/** scripts/dist.mjs sets the variable. */
function kindOf(value: string | undefined): BuildFacts['kind'] {
  return value === 'release' || value === 'trial' ? value : 'development';
}

/** Null without git: the sources may come from an archive. */
function commitOf(root: string): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}, changed`;
  } catch {
    return null;
  }
}
