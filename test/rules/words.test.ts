// The words on the screen. One word for one thing, as docs/words.md lists them, and sentences that a partner of a firm
// would say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './copy-project.ts';

/** The part before the colon is what a sentence must not have. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'whoever: anyone who, the person who': /\bwhoever\b/i,
  'meanwhile: has changed, since you opened it': /\bmeanwhile\b(?! [=!(])(?!,|\)|;)/i,
  'anew: again': /\banew\b/i,
  'any more: no longer': /\bany more\b/i,
  'do not belong together: is incorrect': /\bbelong together\b/i,
  'codes that are out: unused codes': /\bcodes that are out\b/i,
  'second factor, two-step, MFA: 2FA': /\b(two-step|multi-factor|MFA|OTP)\b/,
  'set-up: setup': /\bset-up\b/i,
  'reset code, activation key: setup code, activation code':
    /\b(reset code|activation key|setup key code|backup codes?)\b/i,
  'phone number on file: number on file': /\bphone number on file\b/i,
  'log in, login: sign in': /\b(log ?in|logged in|login|log ?out)\b/i,
};

/** Comments and the code between the sentences are not on the screen. */
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

const SENTENCE = /'([^'\n]*[a-z] [^'\n]*)'|`([^`]*[a-z] [^`]*)`|"([^"\n]*[a-z] [^"\n]*)"|>([^<>{}]*[a-z] [^<>{}]*)</g;

function* sentences(): Generator<{ readonly file: string; readonly text: string }> {
  for (const folder of ['renderer', 'main', 'preload'])
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(ts|tsx|html)$/.test(file) || file.includes('migrations')) continue;
      const source = withoutComments(readFileSync(join(ROOT, folder, file), 'utf8'));
      for (const match of source.matchAll(SENTENCE))
        yield { file: join(folder, file), text: match.slice(1).find((part) => part !== undefined) ?? '' };
    }
}

test('no sentence has a forbidden word', () => {
  const all = [...sentences()];
  expect(all.length).toBeGreaterThan(500);
  const found = Object.entries(FORBIDDEN).flatMap(([rule, pattern]) =>
    all.filter(({ text }) => pattern.test(text)).map(({ file, text }) => ({ rule, file, text })),
  );
  expect(found).toEqual([]);
});
