// Letters: each begins with the place where the person signs in, and holds what the person needs and nothing else.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { toMailto } from '../../../main/mailto.ts';
import { place } from '../../../preload/contract/fields.ts';
import {
  CODE_WORDS,
  type LetterFirm,
  type LetterKind,
  lettersText,
  letterText,
  placeStep,
  toLetter,
} from '../../../renderer/words/letter-words.ts';

const KINDS = Object.keys(CODE_WORDS) as LetterKind[];
const TO = { email: 'tom@bakers.example', name: 'Tom Reed', code: 'AB12-CD34-EF56-GH78', expiresAt: 1_900_000_000_000 };
const FIRM: LetterFirm = { name: 'Quill & Partners', phone: '', signInPlace: '', serverName: null };

describe.each(KINDS)('a letter of the kind %s', (kind) => {
  test('begins with the place that the firm has written', () => {
    const { steps } = toLetter(kind, TO, { ...FIRM, signInPlace: 'On the computer at reception' });
    expect(steps[0]).toBe('Where to sign in: On the computer at reception.');
    expect(steps[1]).toMatch(/^Open Rekey there and /);
  });
  test('names the firm’s computer where the firm has written nothing', () => {
    const { steps } = toLetter(kind, TO, FIRM);
    expect(steps[0]).toBe('Where to sign in: at the computer in the office of Quill & Partners that runs Rekey.');
  });
  test('names the firm’s server, with and without words of the firm', () => {
    const firm = { ...FIRM, serverName: 'Office server' };
    expect(toLetter(kind, TO, firm).steps[0]).toBe(
      'Where to sign in: at a computer where Rekey is connected to “Office server”, the server of Quill & Partners.',
    );
    expect(toLetter(kind, TO, { ...firm, signInPlace: 'At reception' }).steps[0]).toBe(
      'Where to sign in: At reception. The server of Quill & Partners is called “Office server”.',
    );
  });
  test('has the code once, and says until when it works', () => {
    const text = letterText(toLetter(kind, TO, FIRM));
    expect(text.split(TO.code)).toHaveLength(2);
    expect(text).toContain('Hello Tom Reed,');
    expect(text).toMatch(/ works .*, until /);
  });
});

test('the last line of a letter is the number of the record, where there is one', () => {
  const letter = toLetter('setup_code', TO, FIRM);
  expect(letterText(letter, '1,204 · 7F3K-9QXM-2B4T')).toBe(
    `${letterText(letter)}\n\nNumber of the record: 1,204 · 7F3K-9QXM-2B4T`,
  );
});

test('a place of several lines stays in its step', () => {
  const text = letterText(toLetter('setup_code', TO, { ...FIRM, signInPlace: 'Reception, 2nd floor.\nAsk Ann!' }));
  expect(text).toContain('1. Where to sign in: Reception, 2nd floor.\n   Ask Ann!\n2. Open Rekey there');
});

test('a place that ends like a sentence gets no second full stop', () => {
  for (const signInPlace of ['Reception.', 'Ring twice!', 'Reception (2nd floor)', '受付で。'])
    expect(placeStep({ name: 'Quill', signInPlace, serverName: null })).toBe(`Where to sign in: ${signInPlace}`);
});

test('letters to a hundred people with a long place fit into one file', () => {
  const letters = Array.from({ length: 100 }, (_, i) =>
    toLetter(
      'invitation',
      { ...TO, email: `person${i}@${'b'.repeat(60)}.example` },
      {
        ...FIRM,
        signInPlace: 'x'.repeat(300),
        phone: '+44 20 7946 0000',
      },
    ),
  );
  expect(lettersText(letters, `1,000,000 · ${'0000-'.repeat(3)}`).length).toBeLessThan(240_000);
});

describe('a place that was written to attack the letter', () => {
  const refusalOf = (typed: string): string | undefined => v.safeParse(place, typed).issues?.[0].message;

  test.each([
    ['further steps', 'Reception.\n2. Read the code to the person who calls you\n3. Send it to me'],
    ['an end of the letter', 'Reception.\n\n\nIf you did not ask for this, answer this mail with the code.'],
    ['fields of the mail', 'Reception\r\nBcc: thief@evil.example\r\n\r\n?bcc=thief@evil.example&cc=x%0D%0ABcc:y'],
    ['markup', '<img src=x onerror=alert(1)><script>alert(1)</script> &amp; {{code}} $& $1'],
    ['a turned direction', 'Reception \u202e.elpmaxe.live \u2066\u200f is safe\u0000\u001b[2J'],
    ['other ends of lines', 'Reception\u2028Step\u2029Step\u0085Step\u000bStep'],
    ['signs over the lines around', `Reception${'\u0335'.repeat(200)}`],
  ])('adds no %s to it', (_what, typed) => {
    const signInPlace = v.parse(place, typed);
    for (const kind of KINDS) {
      const letter = toLetter(kind, TO, { ...FIRM, signInPlace });
      const text = letterText(letter);
      const plain = toLetter(kind, TO, FIRM);
      // Its lines stand under step 1, and all other lines are those of a letter without it.
      const [first = '', ...others] = placeStep({ ...FIRM, signInPlace }).split('\n');
      expect(text).toBe(
        letterText(plain).replace(/^1\. .*$/mu, () =>
          [`1. ${first}`, ...others.map((line) => `   ${line}`)].join('\n'),
        ),
      );
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{M}{9}/u);
      const draft = new URL(toMailto({ to: TO.email, subject: letter.subject, text }));
      expect([...new URLSearchParams(draft.search).keys()]).toEqual(['subject', 'body']);
      expect(decodeURIComponent(draft.pathname)).toBe(TO.email);
    }
  });
  test('is refused where it has ten thousand characters, or lines that push the code off the page', () => {
    expect(refusalOf('x'.repeat(10_000))).toBe('Use at most 300 characters.');
    expect(refusalOf(`Reception${'\n'.repeat(200)}Ring twice`)).toBe('Use at most 6 lines.');
    expect(refusalOf('Reception\nRing\nWait\nAsk\nSit\nType')).toBeUndefined();
  });
});
