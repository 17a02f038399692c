// Rows that are written together are the rows that would be written one by one.
import { describe, expect, test } from 'vitest';
import {
  insertUser,
  insertUsers,
  listUsersByEmail,
  type NewUser,
  removeUser,
} from '../../../main/storage/tables/users.ts';
import { createFixture } from '../../support/fixture.ts';

const newUser = (i: number): NewUser => ({
  email: `Person${i}@quill.example`,
  firstName: `Zoë ${i}`,
  lastName: i % 2 === 0 ? 'Müller' : '',
  phone: i % 3 === 0 ? '+44 20 7946 0000' : '',
  role: 'client_ops',
  hasAllClients: false,
  status: 'invited',
  invitationExpiresAt: 1000 + i,
  createdAt: i,
});

describe('many users', () => {
  test.each([0, 1, 49, 50, 51, 120])('%i of them are as getUser finds them, in their order', (count) => {
    const fixture = createFixture();
    const wanted = Array.from({ length: count }, (_, i) => newUser(i));
    const made = fixture.context.storage.transaction((tx) => insertUsers(tx, wanted));
    expect(made.map(({ email }) => email)).toEqual(wanted.map(({ email }) => email));
    expect(made).toEqual(made.map(({ id }) => fixture.user({ id })));
    expect(fixture.read.get('SELECT count(*) AS n FROM users')).toEqual({ n: count });
  });

  test('get numbers that no user had before', () => {
    const { context, user } = createFixture();
    const [first, last] = context.storage.transaction((tx) => {
      const id = insertUser(tx, newUser(0));
      removeUser(tx, id);
      return [id, insertUsers(tx, [newUser(1), newUser(2)])];
    });
    expect(last.map(({ id }) => id - first)).toEqual([1, 2]);
    expect(user({ id: (last[1] ?? last[0])?.id ?? first }).email).toBe('Person2@quill.example');
  });

  test('are found by their emails in any case', () => {
    const { context, read } = createFixture();
    context.storage.transaction((tx) => insertUsers(tx, [newUser(1), newUser(2)]));
    const found = listUsersByEmail(read, ['PERSON1@quill.example', 'nobody@quill.example']);
    expect([...found].map(([key, { email }]) => [key, email])).toEqual([
      ['person1@quill.example', 'Person1@quill.example'],
    ]);
  });
});
