// What Help > About says. It is what support asks for first, so it can be copied. It names nobody and nothing of the
// firm, and of the policy file only its place and why it cannot be used.
import { policyProblemWords } from '../preload/tables/policy-words.ts';
import type { Managed } from './domain/managed.ts';
import { fingerprintOf } from './services/update/release-signature.ts';

/** What build.json says; scripts/build/build-facts.ts writes it. */
export interface BuildFacts {
  /** A release is made by `npm run dist -- --release`, a trial package by `npm run dist`. */
  readonly kind: 'release' | 'trial' | 'development';
  /** Null where the sources were in no repository. */
  readonly commit: string | null;
  /** The key that signs releases, in OpenSSH's form ("ssh-ed25519 AAAA..."); empty while there is none. */
  readonly releaseKey: string;
}

export interface AboutFacts extends BuildFacts {
  readonly version: string;
  readonly schema: number;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  readonly sqlite: string;
  /** The operating system, its version and the processor. */
  readonly system: string;
  readonly managed: Managed;
}

const KINDS: Readonly<Record<BuildFacts['kind'], string>> = {
  release: 'Release',
  trial: 'Trial package: not a release',
  development: 'Development build: not a release',
};

export function aboutLines(facts: AboutFacts): readonly string[] {
  return [
    `${KINDS[facts.kind]}${facts.commit === null ? '' : ` (commit ${facts.commit})`}`,
    `Database schema: ${facts.schema}`,
    `Electron: ${facts.electron}`,
    `Chromium: ${facts.chromium}`,
    `Node: ${facts.node}`,
    `SQLite: ${facts.sqlite}`,
    `System: ${facts.system}`,
    `Policy file: ${policyWords(facts.managed)}`,
    `Release key: ${fingerprintOf(facts.releaseKey) ?? 'there is none yet'}`,
  ];
}

function policyWords({ file, state, problem }: Managed): string {
  if (problem !== null) return `${file} cannot be used: ${policyProblemWords(problem)}`;
  return state === 'in_use' ? `${file} is in use` : 'there is none';
}

/** What Copy for support puts on the clipboard. */
export const supportText = (facts: AboutFacts): string =>
  `${[`Rekey ${facts.version}`, ...aboutLines(facts)].join('\n')}\n`;
