// The clients of a person in one cell are read back as they were, whatever they are called.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClients, writeClients } from '../../preload/tables/client-names.ts';

/** Names as Rekey keeps them: one line, without spaces around it. */
const name = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom('Alder; Sons', '"Quoted"', 'All clients', 'all', 'NEW CLIENTS', '"', ';', 'a "b"; c'),
  )
  .map((text) => text.replace(/[\r\n]/g, ' ').trim())
  .filter((text) => text !== '');

test('names are read back', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), fc.boolean(), fc.boolean(), (names, isAll, joinsNewClients) => {
      const clients = { isAll, joinsNewClients, names };
      expect(readClients(writeClients(clients))).toEqual(clients);
    }),
  );
});

test.each([
  ['Alder; Birch', ['Alder', 'Birch']],
  ['Alder\nBirch\r\n', ['Alder', 'Birch']],
  [' ; Alder ;; ', ['Alder']],
  ['Alder "the tree"; Birch', ['Alder "the tree"', 'Birch']],
  ['"Alder; Birch', ['"Alder', 'Birch']],
  ['', []],
])('%j as people write it', (cell, names) => {
  expect(readClients(cell)).toEqual({ isAll: false, joinsNewClients: false, names });
});
test('“All clients” and “New clients” are no names', () => {
  expect(readClients('all clients')).toEqual({ isAll: true, joinsNewClients: false, names: [] });
  expect(readClients('Alder; new clients')).toEqual({ isAll: false, joinsNewClients: true, names: ['Alder'] });
});
