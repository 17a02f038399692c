// A plugin for main's build: puts the page that checks evidence packs beside the bundle, where main reads it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** @param root the project's folder. */
export function evidencePage(root: string): Plugin {
  return {
    name: 'evidence-page',
    generateBundle() {
      const source = readFileSync(join(root, 'main/services/evidence/verify.html'), 'utf8');
      this.emitFile({ type: 'asset', fileName: 'verify.html', source });
    },
  };
}
