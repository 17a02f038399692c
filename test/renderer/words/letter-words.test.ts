// Letters: each begins with the place where the person signs in, and holds what the person needs and nothing else.
import { describe, expect, test } from 'vitest';
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
const FIRM: LetterFirm = { name: 'Quill & Partners', phone: '', signInPlace: '' };

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
  test('has the code once, and says until when it works', () => {
    const text = letterText(toLetter(kind, TO, FIRM));
    expect(text.split(TO.code)).toHaveLength(2);
    expect(text).toContain('Hello Tom Reed,');
    expect(text).toMatch(/ works .*, until /);
  });
});

test('a place of several lines stays in its step', () => {
  const text = letterText(toLetter('setup_code', TO, { ...FIRM, signInPlace: 'Reception, 2nd floor.\nAsk Ann!' }));
  expect(text).toContain('1. Where to sign in: Reception, 2nd floor.\n   Ask Ann!\n2. Open Rekey there');
});

test('a place that ends like a sentence gets no second full stop', () => {
  for (const signInPlace of ['Reception.', 'Ring twice!', 'Reception (2nd floor)', '受付で。'])
    expect(placeStep({ name: 'Quill', signInPlace })).toBe(`Where to sign in: ${signInPlace}`);
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
  expect(lettersText(letters).length).toBeLessThan(240_000);
});
