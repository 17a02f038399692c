// A name is found however it is typed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsWords, toSearchText, toSearchWords } from '../../main/domain/search-text.ts';

const finds = (search: string, name: string): boolean => holdsWords(toSearchText(name), toSearchWords(search));

describe('a search finds', () => {
  test.each([
    ['muller', 'Jörg Müller'],
    ['Müller', 'Joerg Muller'],
    ['mu\u0308ller', 'Jörg Müller'],
    ['jose', 'José Peña'],
    ['pena', 'José Peña'],
    ['lukasz', 'Łukasz Zając'],
    ['soren', 'Søren Ågård'],
    ['agard', 'Søren Ågård'],
    ['strasse', 'Anna Straße'],
    ['straße', 'Anna Strasse'],
    ['aeon', 'Æon Smith'],
    ["o'brien", 'Tom O’Brien'],
    ['o’brien', "Tom O'Brien"],
    ['obrien', 'Tom OʼBrien'],
    ['O`Brien', 'Tom O’Brien'],
    ['jean luc', 'Jean-Luc Picard'],
    ['jean-luc', 'Jean Luc Picard'],
    ['jean‑luc', 'Jean–Luc Picard'],
    ['vance ann', 'Ann Vance'],
    ['Vance, Ann', 'Ann Vance'],
    ['ann  vance', 'Ann Vance'],
    ['ann\u00A0vance', 'Ann Vance'],
    [' ann ', 'Ann Vance'],
    ['an va', 'Ann Vance'],
    ['"Ann Vance"', 'Ann Vance'],
    ['istanbul', 'İstanbul Ltd'],
    ['obrien', 'O\u1FFDBrien'],
    ['ｓｍｉｔｈ', 'Smith & Co'],
    ['smith & co', 'Smith &  Co Ltd'],
    ['Ελενη', 'Ελένη Παππά'],
    ['елена', 'Елёна'],
    ['한', '한국'],
    ['محمد', 'مُحَمَّد علي'],
    ['مُحَمَّد', 'محمد'],
    ['احمد', 'أحمد'],
    ['علي', 'علی'],
    ['فاطمه', 'فاطمة'],
    ['יוסף', 'יוֹסֵף'],
    ['ΓΙΩΡΓΟΣ', 'Γιώργος'],
    ['Γιωργοσ', 'Γιώργος'],
  ])('with %s the name %s', (search, name) => {
    expect(finds(search, name)).toBe(true);
  });

  test.each([
    ['vance bob', 'Ann Vance'],
    ['annv', 'Ann Vance'],
    ['ハ', 'パン'],
  ])('with %s not the name %s', (search, name) => {
    expect(finds(search, name)).toBe(false);
  });
});

test('a whole email in the search is all that is searched for', () => {
  for (const search of ['Ada Boss <ada@quill.example>', '"Boss, Ada" <ADA@quill.example>', 'ada@quill.example'])
    expect(toSearchWords(search)).toEqual([{ inName: ['ada@quill', 'example'], inEmail: 'ada@quill.example' }]);
});

test('punctuation counts only where there is nothing else', () => {
  expect(toSearchWords('ann, -')).toEqual([{ inName: ['ann'], inEmail: 'ann' }]);
  expect(toSearchWords(' -- ')).toEqual([{ inName: ['--'], inEmail: '--' }]);
  expect(toSearchWords('  ')).toEqual([]);
});

test('a word of an email keeps its dashes and dots', () => {
  expect(toSearchWords('jean-luc@')).toEqual([{ inName: ['jean', 'luc@'], inEmail: 'jean-luc@' }]);
});

test('names stand in the order of their letters, with or without accents', () => {
  const names = ['Zoë', 'Åke', 'Émile', 'Łukasz', 'Eva', 'Adam'];
  const byKey = names.toSorted((a, b) => (toSearchText(a) < toSearchText(b) ? -1 : 1));
  expect(byKey).toEqual(['Adam', 'Åke', 'Émile', 'Eva', 'Łukasz', 'Zoë']);
});

test('every name is found by itself, by its capitals and by its words the other way round', () => {
  const name = fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.string({ minLength: 1, maxLength: 12 }))
    .filter((parts) => parts.some((part) => /[a-z]/i.test(part)) && !parts.some((part) => part.includes('@')));
  fc.assert(
    fc.property(name, ([first, last]) => {
      for (const search of [`${first} ${last}`, `${last}, ${first}`])
        expect(finds(search, `${first} ${last}`)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('the form for searching does not change when it is made again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
      expect(toSearchText(toSearchText(text))).toBe(toSearchText(text));
    }),
    { numRuns: 2_000 },
  );
});
