// What a dry run and its result say of each row and of all of them.
import { expect, test } from 'vitest';
import { countPeople, importOutcome, importStateWords } from '../../../renderer/words/import-words.ts';

const NONE = {
  invite: 0,
  add: 0,
  update: 0,
  same: 0,
  skipped: 0,
  refused: 0,
  invited: 0,
  added: 0,
  updated: 0,
  not_reached: 0,
};

test('a new person has a role and clients, and a change its old value', () => {
  expect(importStateWords({ kind: 'invite', role: 'client_ops', clients: 'Alder; Birch' }).facts).toEqual([
    { label: 'Role', value: 'Client Ops' },
    { label: 'Clients', value: 'Alder; Birch' },
  ]);
  const changes = [
    { what: 'role' as const, from: 'client_ops', to: 'client_admin' },
    { what: 'phone' as const, from: '', to: '020 7946 0000' },
    { what: 'type' as const, from: 'company', to: 'sole_trader' },
  ];
  expect(importStateWords({ kind: 'update', changes }).facts).toEqual([
    { label: 'Role', value: 'Client Admin', was: 'Client Ops' },
    { label: 'Number on file', value: '020 7946 0000', was: 'none' },
    { label: 'Type', value: 'Sole trader', was: 'Company' },
  ]);
});

test('the result counts the rows that were refused and skipped', () => {
  expect(importOutcome({ ...NONE, invited: 4, updated: 1, refused: 6, skipped: 1 }, countPeople, 'Nobody.')).toBe(
    '4 people are invited, 1 person is updated. 6 rows were refused, 1 row was skipped.',
  );
  expect(importOutcome({ ...NONE, refused: 2 }, countPeople, 'Nobody was imported.')).toBe(
    'Nobody was imported. 2 rows were refused.',
  );
  expect(importOutcome({ ...NONE, invited: 1 }, countPeople, 'Nobody.')).toBe('1 person is invited.');
});
