// The words on the screen. One word for one thing, as docs/words.md lists them, and sentences that a partner of a firm
// would say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './copy-project.ts';

/** The part before the colon is what a sentence must not have. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'whoever: anyone who, the person who': /\bwhoever\b/i,
  'by whom, to whom: who did it, the person': /\b(by|for|of|to) whom\b/i,
  'meanwhile: has changed, since you opened it': /\bmeanwhile\b(?! [=!(])(?!,|\)|;)/i,
  'anew: again': /\banew\b/i,
  'thereby: so': /\bthereby\b/i,
  'any more: no longer': /\bany more\b/i,
  'do not belong together: is incorrect': /\bbelong together\b/i,
  'not an email: enter a valid email address': /\bnot an email\b/i,
  'codes that are out: unused codes': /\bcodes that are out\b/i,
  'codes die, are dead: stop working': /\b(codes?|authenticators?|invitations?) (dies?|(is|are) dead)\b/i,
  'by the way in which: the same way': /\bby the way in which\b/i,
  'present password: current password': /\bpresent (password|code|number|one)\b/i,
  'asked for a new phone: required': /\bask(s|ed)? for (a|the) new phone\b/i,
  'not agreed: reported': /\bwas not agreed\b/i,
  'look again: refresh': /\blook again\b/i,
  'second factor, two-step, MFA: 2FA': /\b(two-step|multi-factor|MFA|OTP)\b/,
  'set-up: setup': /\bset-up\b/i,
  'reset code, activation key: setup code, activation code':
    /\b(reset code|activation key|setup key code|backup codes?)\b/i,
  'phone number on file: number on file': /\bphone number on file\b/i,
  'log in, login: sign in': /\b(log ?in|logged in|login|log ?out)\b/i,
};

/** What people read outside the windows. */
const DOCUMENTS = ['README.md', 'SECURITY.md', 'docs/user-guide.md', 'docs/packages.md', 'docs/genuine.md'];

/** Comments and the code between the sentences are not on the screen. */
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

const SENTENCE = /'([^'\n]*[a-z] [^'\n]*)'|`([^`]*[a-z] [^`]*)`|"([^"\n]*[a-z] [^"\n]*)"|>([^<>{}]*[a-z] [^<>{}]*)</g;

function* sentences(): Generator<{ readonly file: string; readonly text: string }> {
  for (const file of DOCUMENTS)
    for (const text of readFileSync(join(ROOT, file), 'utf8').split('\n'))
      yield { file, text: text.replace(/\]\([^)]*\)/g, ']') };
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

test('no comment has a word at which a reader stumbles', () => {
  const found = ['renderer', 'main', 'preload', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/migrations|words\.test/.test(file))
      .flatMap((file) =>
        readFileSync(join(ROOT, folder, file), 'utf8')
          .split('\n')
          .filter((line) => /^\s*(\/\/|\/?\*).*\b(whoever|anew|meanwhile|thereby)\b/i.test(line))
          .map((line) => `${folder}/${file}: ${line.trim()}`),
      ),
  );
  expect(found).toEqual([]);
});

test('the field for one’s own code says whose code it is', () => {
  const fields = [...sentences()].filter(({ text }) => text === '6-digit code').map(({ file }) => file);
  // Activity names a way of signing in.
  expect(fields).toEqual(['renderer/words/activity/activity-facts.ts']);
});

test('every number and every date names its language', () => {
  const found = readdirSync(join(ROOT, 'renderer'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => /toLocaleString\(\)|new Intl\.\w+\(\)/.test(readFileSync(join(ROOT, 'renderer', file), 'utf8')));
  // Without a language, the formats of the system are used: "1.234 people" in an English sentence.
  expect(found).toEqual([]);
});
