// The mailto: address of a draft: no text of a letter can add a recipient or a field.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMailto } from '../../main/mailto.ts';

test('the address has the recipient, the subject and the lines of the letter', () => {
  expect(
    toMailto({ to: 'ann.vance@quill.example', subject: 'Your code', text: 'Hello Ann,\nthe code is 7F3K & more.' }),
  ).toBe(
    'mailto:ann.vance@quill.example?subject=Your%20code&body=Hello%20Ann%2C%0D%0Athe%20code%20is%207F3K%20%26%20more.',
  );
});

test('mail programs read back exactly the texts that were given, and no other field', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.emailAddress(),
      (subject, text, to) => {
        const url = new URL(toMailto({ to, subject, text }));
        expect(url.protocol).toBe('mailto:');
        expect(decodeURIComponent(url.pathname)).toBe(to);
        // In mailto: addresses a + is not a space.
        const fields = url.search
          .slice(1)
          .split('&')
          .map((field) => field.split('=').map(decodeURIComponent));
        expect(fields).toEqual([
          ['subject', subject],
          ['body', text.replace(/\r\n?|\n/g, '\r\n')],
        ]);
      },
    ),
  );
});

test.each([
  'a@b.co?bcc=thief@evil.example',
  'a@b.co&cc=thief@evil.example',
  'a@b.co,thief@evil.example',
])('a recipient such as %s adds no other recipient', (to) => {
  expect(toMailto({ to, subject: '', text: '' })).toMatch(/^mailto:a@b\.co%[0-9A-F]{2}[^?&,]*\?subject=&body=$/);
});
