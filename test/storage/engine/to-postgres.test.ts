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
  'postgres://db.example/rekey?user=rekey&port=5433&sslmode=verify-full&sslcert=/etc/rekey/own%20cert.pem&sslkey=/etc/rekey/key.pem',
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
  ['two proofs', 'postgres://rekey@db.example/rekey?sslmode=verify-full&sslmode=no-verify'],
  ['two proofs, one of them disguised', 'postgres://rekey@db.example/rekey?sslmode=verify-full&%73slmode=no-verify'],
  ['two hosts', 'postgres:///rekey?host=/run/postgresql&user=rekey&host=db.example'],
  ['a socket in place of the host', 'postgres://%2Ftmp/rekey?sslmode=verify-full'],
  ['a limit of its own', 'postgres:///rekey?host=/run/postgresql&statement_timeout=0'],
  ['another limit of its own', 'postgres:///rekey?host=/run/postgresql&lock_timeout=0'],
  ['options of the server', 'postgres:///rekey?host=/run/postgresql&options=-c%20search_path%3Dpublic'],
  ['another reading of the proof', 'postgres://rekey@db.example/rekey?sslmode=verify-full&uselibpqcompat=true'],
  ['a space', 'postgres:///my firm?host=%2Frun%2Fpostgresql'],
  ['half an escape', 'postgres:///rekey%?host=%2Frun%2Fpostgresql'],
])('an address with %s is refused', (_, text) => {
  expect(readPostgresUrl(text)).toBeUndefined();
});

test('an address has known parameters, each of them once', () => {
  const url = 'postgres://rekey@db.example/rekey?sslmode=verify-full';
  expect(readPostgresUrl(`${url}&sslmode=no-verify`)).toBeUndefined();
  expect(readPostgresUrl(`${url}&statement_timeout=0`)).toBeUndefined();
});
