import { expect, test } from 'vitest';
import { findRefusedSwitch } from '../../main/security/switches.ts';
import { readServeOrder } from '../../main/serve-arguments.ts';

test('only --serve opens no window', () => {
  for (const args of [[], ['--demo'], ['--listen', '10.0.0.1:27443'], ['serve'], ['--server']])
    expect(readServeOrder(args)).toBeUndefined();
  expect(readServeOrder(['--serve'])).toEqual({ kind: 'serve', listen: undefined });
});

test('the address is given in one of two ways, with a port that needs no rights', () => {
  const listen = { host: '192.168.1.20', port: 27_500 };
  expect(readServeOrder(['--serve', '--listen', '192.168.1.20:27500'])).toEqual({ kind: 'serve', listen });
  expect(readServeOrder(['--listen=192.168.1.20:27500', '--serve'])).toEqual({ kind: 'serve', listen });
  expect(readServeOrder(['--serve', '--listen', '[fd00::1]:27500'])).toMatchObject({ listen: { host: 'fd00::1' } });
  expect(readServeOrder(['--serve', '--listen', 'office'])).toMatchObject({ listen: { host: 'office', port: 27_443 } });
});

test.each([
  [['--listen']],
  [['--listen', '']],
  [['--listen', 'a b']],
  [['--listen', '10.0.0.1:0']],
  [['--listen', '10.0.0.1:80']],
  [['--listen', '10.0.0.1:70000']],
  [['--listen', '10.0.0.1:27443', '--listen=10.0.0.2:27443']],
  [['--demo']],
  [['--database']],
  [['--database', 'rekey.db']],
  [['--database', 'postgres://rekey:secret@db.example/rekey?sslmode=verify-full']],
  [['--move-to', 'postgres://rekey@db.example/rekey']],
  [['--move-back']],
  [['--move-back', '--database', 'rekey.db']],
  [['--backups-to']],
  [['--backups-to', 'backups']],
  [['--backups-to', '/srv/backups', '--backups-to=/srv/others']],
])('%j does not serve, and says why', (args) => {
  expect(readServeOrder(['--serve', ...args])).toMatchObject({ kind: 'wrong', sentence: expect.stringMatching(/\.$/) });
});

test('a database is given by an address without a password, and a firm is moved to one', () => {
  const url = 'postgres:///rekey?host=/run/postgresql&user=rekey';
  expect(readServeOrder(['--serve', '--database', url])).toEqual({ kind: 'serve', listen: undefined, database: url });
  expect(readServeOrder(['--serve', `--database=${url}`, '--listen', '10.0.0.1:27443'])).toMatchObject({
    listen: { host: '10.0.0.1' },
    database: url,
  });
  expect(readServeOrder(['--serve', '--move-to', url])).toEqual({ kind: 'move', database: url });
});

test('a firm is moved back from its database, and backups are planned with and without one', () => {
  const database = 'postgres:///rekey?host=/run/postgresql&user=rekey';
  expect(readServeOrder(['--serve', '--move-back', '--database', database])).toEqual({ kind: 'move_back', database });
  expect(readServeOrder(['--serve', '--backups-to=/srv/backups'])).toEqual({ kind: 'back_up', folder: '/srv/backups' });
  expect(readServeOrder(['--serve', '--backups-to', '/srv/backups', '--database', database])).toEqual({
    kind: 'back_up',
    folder: '/srv/backups',
    database,
  });
});

test.each([
  'postgres://rekey@a.example,b.example/rekey?sslmode=verify-full',
  'postgres://rekey@a.example:5433,b.example:5434/rekey?sslmode=verify-full&target_session_attrs=read-write',
  'postgres:///rekey?host=/run/postgresql&target_session_attrs=read-write',
])('%s has one host or several', (url) => {
  expect(readServeOrder(['--serve', '--database', url])).toMatchObject({ kind: 'serve', database: url });
});

test.each([
  'postgres://rekey@a.example,/rekey?sslmode=verify-full',
  'postgres://rekey@a.example,b.example/rekey',
  'postgres://rekey@a.example,b example/rekey?sslmode=verify-full',
  'postgres://rekey@a,b,c,d,e,f/rekey?sslmode=verify-full',
  'postgres://rekey:secret@a.example,b.example/rekey?sslmode=verify-full',
  'postgres://rekey@a.example,b.example/rekey?sslmode=verify-full&target_session_attrs=any',
  'postgres://a.example,rekey@b.example/rekey?sslmode=disable',
])('%s is no address of a database', (url) => {
  expect(readServeOrder(['--serve', '--database', url])).toMatchObject({ kind: 'wrong' });
});

test('the folder of a second server is prepared for a database', () => {
  const url = 'postgres:///rekey?host=/run/postgresql&user=rekey';
  expect(readServeOrder(['--serve', '--prepare-standby', '--database', url])).toEqual({
    kind: 'prepare',
    database: url,
  });
  expect(readServeOrder(['--serve', '--prepare-standby'])).toMatchObject({ kind: 'wrong' });
});

test('help and status serve nothing', () => {
  expect(readServeOrder(['--serve', '--help', '--listen'])).toEqual({ kind: 'help' });
  expect(readServeOrder(['--serve', '--status'])).toEqual({ kind: 'status' });
});

test('a packaged Rekey takes these switches', () => {
  for (const args of [
    ['--serve', '--listen', '10.0.0.1:27443', '--ozone-platform=headless'],
    ['--serve', '--status'],
    ['--serve', '--database=postgres:///rekey?host=/run/postgresql&user=rekey'],
    ['--serve', '--move-to', 'postgres:///rekey?host=/run/postgresql&user=rekey'],
    ['--serve', '--move-back', '--database=postgres:///rekey?host=/run/postgresql&user=rekey'],
    ['--serve', '--backups-to=/srv/backups'],
    ['--serve', '--help'],
    ['--serve', '--prepare-standby', '--database=postgres:///rekey?host=/run/postgresql&user=rekey'],
  ])
    expect(findRefusedSwitch(args, 'linux')).toBeUndefined();
});
