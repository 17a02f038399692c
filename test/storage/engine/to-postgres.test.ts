import { expect, test } from 'vitest';
import { readPostgresUrl } from '../../../main/storage/engine/postgres/address.ts';
import { toPostgres } from '../../../main/storage/engine/postgres/to-postgres.ts';

test.each([
  ['SELECT * FROM users WHERE id = :id', 'SELECT * FROM users WHERE id = $1', ['id']],
  ['a = :b AND c = :d OR e = :b', 'a = $1 AND c = $2 OR e = $1', ['b', 'd']],
  ['VALUES (?, ?), (?, ?)', 'VALUES ($1, $2), ($3, $4)', [0, 1, 2, 3]],
  ['instr(detail, \'"act":"\' || :mark) > 0', 'instr(detail, \'"act":"\' || $1) > 0', ['mark']],
  ["'it''s :no ? -- parameter' = :yes", "'it''s :no ? -- parameter' = $1", ['yes']],
  ['"a :name" = :yes -- and :no\n AND b = :c', '"a :name" = $1 -- and :no\n AND b = $2', ['yes', 'c']],
  ['x::bigint = :x', 'x::bigint = $1', ['x']],
  ['FROM activity INDEXED BY activity_turns WHERE a = :a', 'FROM activity  WHERE a = $1', ['a']],
])('%s', (sql, text, params) => {
  expect(toPostgres(sql)).toEqual({ text, params });
});

test.each([
  'postgres:///rekey?host=/run/postgresql&user=rekey',
  'postgresql://rekey@db.example/rekey?sslmode=verify-full',
  'postgres://rekey@10.0.0.5:5433/rekey?sslmode=verify-full&sslrootcert=/etc/rekey/ca.pem',
])('%s is an address', (text) => {
  expect(readPostgresUrl(text)).toBe(text);
});

test.each([
  ['nothing', ''],
  ['another scheme', 'mysql://rekey@db.example/rekey?sslmode=verify-full'],
  ['no database', 'postgres://rekey@db.example/?sslmode=verify-full'],
  ['a password', 'postgres://rekey:secret@db.example/rekey?sslmode=verify-full'],
  ['a password elsewhere', 'postgres:///rekey?host=/run/postgresql&password=secret'],
  ['a network without proof of the server', 'postgres://rekey@db.example/rekey'],
  ['a network with half a proof', 'postgres://rekey@db.example/rekey?sslmode=require'],
  ['a network through the other parameter', 'postgres:///rekey?host=db.example'],
  ['a network beside a proof for another host', 'postgres://rekey@db.example/rekey?sslmode=verify-full&host=10.0.0.5'],
])('an address with %s is refused', (_, text) => {
  expect(readPostgresUrl(text)).toBeUndefined();
});
