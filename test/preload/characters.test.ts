// The rule for characters: what cannot be seen is in no name and no line, and names that need a joiner keep it.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { hasUnseen, toLine, toLines } from '../../preload/contract/characters.ts';
import { contract } from '../../preload/contract/index.ts';
import { invitees } from '../support/invitees.ts';

const hex = (text: string): string => [...text].map((letter) => letter.codePointAt(0)?.toString(16)).join(' ');

test('every code point that Unicode calls control, format, ignorable or a separator of lines is unseen', () => {
  const missed: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point);
    const mustBeUnseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(letter);
    if (mustBeUnseen && !hasUnseen(`a${letter}b`)) missed.push(hex(letter));
  }
  expect(missed).toEqual([]);
});

describe('one line', () => {
  test.each([
    'Ann Vance',
    'O’Neil-Åström',
    'محمد',
    'می\u200cخواهم',
    'क्\u200dष',
    '葛城',
    '한글',
    'Zoë 2',
    'ﷺ',
  ])('%s stays as it is', (name) => {
    expect(hasUnseen(name)).toBe(false);
    expect(toLine(name)).toBe(name);
  });
  test.each([
    ['a joiner between Latin letters', 'An\u200dn'],
    ['a joiner at the beginning', '\u200cمی'],
    ['a joiner at the end', 'می\u200c'],
    ['two joiners', 'می\u200c\u200cخ'],
    ['a joiner between scripts', 'می\u200ca'],
    ['a joiner before a space', 'می\u200c خ'],
    ['a soft hyphen', 'An\u00adn'],
    ['an Arabic letter mark', 'An\u061cn'],
    ['a line separator', 'An\u2028n'],
    ['a tag', 'An\u{E0041}n'],
    ['a Hangul filler', 'An\u3164n'],
    ['a Braille blank', 'An\u2800n'],
    ['half a pair', 'An\ud83dn'],
    ['a private character', 'An\ue000n'],
  ])('%s is unseen', (_what, name) => {
    expect(hasUnseen(toLine(name))).toBe(true);
  });
  test('every kind of space is a plain one, and runs and edges of them are gone', () => {
    expect(toLine(' \u3000Ann\u00a0\u2003 Vance\u202f')).toBe('Ann Vance');
  });
  test('one character has one spelling, without selectors of its shape', () => {
    expect(toLine('Zoe\u0308 葛\u{E0100}❤\ufe0f')).toBe('Zoë 葛❤');
  });
});

test('every name, email and line that can be entered refuses what is unseen, and what has nothing to be seen', () => {
  const invite = {
    role: 'client_ops',
    access: { scope: 'all', add: [], remove: [], joinsNewClients: false },
    code: '',
  };
  const client = { type: 'company', accountingSoftware: '' };
  const takes = (text: string): readonly boolean[] => [
    v.is(contract['account.edit'].input, { version: 1, firstName: text, lastName: 'Vance' }),
    v.is(contract['account.edit'].input, { version: 1, firstName: 'Ann', lastName: text }),
    v.is(contract['clients.add'].input, { ...client, name: text }),
    v.is(contract['clients.add'].input, { ...client, name: 'Alder', accountingSoftware: text }),
    v.is(contract['users.invite'].input, { ...invite, people: invitees(`a${text}@quill.example`) }),
  ];
  expect(takes('Ann')).toEqual([true, true, true, true, true]);
  for (const unseen of ['\u00ad', '\u061c', '\u2028', '\u{E0041}', '\u3164', '\u202e', '\u0000']) {
    expect([hex(unseen), ...takes(`An${unseen}n`)]).toEqual([hex(unseen), false, false, false, false, false]);
    expect([hex(unseen), ...takes(unseen).slice(2, 3)]).toEqual([hex(unseen), false]);
  }
});

test('several lines keep their breaks and lose what is unseen', () => {
  expect(toLines(' He\u00adllo\r\nAnn\u2028from\tthe\u202e desk \u200b\n\n')).toBe('Hello\nAnn\nfrom the desk');
});
