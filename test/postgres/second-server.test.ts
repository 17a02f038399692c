// A second server of a firm on PostgreSQL: its folder, what it does while it waits, and what it goes on with.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { UserId } from '../../main/domain/user.ts';
import { moveFirm } from '../../main/move-firm.ts';
import { prepareStandby } from '../../main/prepare-standby.ts';
import { problemOf } from '../../main/problem.ts';
import { fillSampleFirm } from '../../main/services/firm/sample-firm.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { type Connection, connect } from '../../main/storage/engine/postgres/connection.ts';
import { listWaiting } from '../../main/storage/engine/postgres/waiting-servers.ts';
import { readUnprovedEnd } from '../../main/storage/files/anchor.ts';
import { setHighWater } from '../../main/storage/tables/clock.ts';
import { insertDesktop } from '../../main/storage/tables/desktops.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { insertSession } from '../../main/storage/tables/sessions.ts';
import { waitToServe } from '../../main/wait-to-serve.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { urlOf } from '../support/engine.ts';
import { KIT_CODE } from '../support/fixture.ts';
import { makePlace, noKeyStore, note, type Place } from '../support/place.ts';

let made = 0;
let database = '';
let address = { url: '' };

function atServer(...statements: string[]): unknown[][] {
  const server = connect({ url: urlOf('postgres') }, false);
  const results = statements.map((text) => server.run({ text }).rows);
  server.close();
  return results.at(-1) ?? [];
}
const cutAll = (): void =>
  void atServer(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database}'`);

const openAt = ({ folder, anchorFile, clock }: Place, postgres: Connection | typeof address): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore: noKeyStore,
    clock,
    appVersion: '0.0.0-test',
    isSample: false,
    anchorFile,
    postgres,
  });

const prepare = (place: Place, kit: string): ReturnType<typeof prepareStandby> =>
  prepareStandby({ ...place, address, keyStore: noKeyStore, now: place.clock.now(), askForKit: async () => kit });

interface Waiting {
  readonly lock: Promise<Connection>;
  readonly printed: string[];
  readonly log: string[];
  status(): object | undefined;
}

function wait(place: Place): Waiting {
  const printed: string[] = [];
  const log: string[] = [];
  let status: (() => object) | undefined;
  const lock = waitToServe({
    ...place,
    address,
    keyStore: noKeyStore,
    appVersion: '0.0.0-test',
    reachableAt: () => '10.0.0.2:27443',
    offer: async (given) => {
      status = given;
      return () => {
        status = undefined;
      };
    },
    print: (line) => printed.push(line),
    log: (line) => log.push(line),
  });
  lock.catch(() => undefined);
  return { lock, printed, log, status: () => status?.() };
}

const OTHER = 'waiting: another server serves Ashworth & Partners';
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 25_000, interval: 50 });

/** A firm on PostgreSQL that is open at the first computer. */
async function firstServer(): Promise<Workspace> {
  // A test that fails leaves a server that waits.
  made += 1;
  database = `second_${process.pid}_${made}`;
  address = { url: urlOf(database) };
  atServer(`CREATE DATABASE ${database}`, `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  const place = makePlace();
  const workspace = await place.open();
  const { context } = workspace;
  await fillSampleFirm(context);
  const salt = context.random.bytes(16);
  const facts = { createdAt: 1, createdBy: 'A', createdById: null, savedAt: 1 };
  context.storage.transaction((tx) => {
    setHighWater(tx, context.clock.now());
    tx.run("UPDATE firm SET name = 'Ashworth & Partners'");
    const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, salt, context.random.bytes);
    replaceRecoveryKit(tx, { salt, hash: hashKit(context, KIT_CODE, salt), ...facts, sealedDataKey });
  });
  moveFirm(workspace, place.folder, address);
  return openAt(place, address);
}

afterEach(() => void atServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));

test('the kit makes the folder of a second server, which waits, says so, and goes on with the firm', async () => {
  const first = await firstServer();
  note(first, 3);
  const place = makePlace();
  expect(await prepare(place, 'K1TT')).toEqual({ kind: 'bad_code' });
  expect(await prepare(place, KIT_CODE.replace('1111', '1112'))).toEqual({ kind: 'wrong_code' });
  expect(existsSync(place.folder)).toBe(false);
  expect(await prepare(place, KIT_CODE.toLowerCase())).toEqual({ kind: 'prepared', firm: 'Ashworth & Partners' });
  expect(await prepare(place, KIT_CODE)).toEqual({ kind: 'folder_in_use' });
  expect(readdirSync(place.folder).sort()).toEqual(['data-key.json', 'postgres.json']);
  const prepared = readUnprovedEnd(place.anchorFile)?.seq ?? 0;

  const { lock, printed, status } = wait(place);
  await until(() => expect(printed).toEqual([OTHER]));
  expect(status()).toMatchObject({ state: 'waiting', waitsFor: 'another_server' });
  expect(first.context.storage.listWaiting()).toEqual(['10.0.0.2:27443']);
  note(first, 2);
  await until(() => expect(readUnprovedEnd(place.anchorFile)?.seq).toBe(prepared + 2));

  // A session of a desktop stays: the firm was open all the time.
  first.context.storage.transaction((tx) => {
    const at = first.context.clock.now();
    const desktopId = insertDesktop(tx, { name: 'A', keyMac: Uint8Array.of(1), since: at, validUntil: at + 1 });
    const userId = Number(tx.get('SELECT min(id) AS id FROM users')?.['id']) as UserId;
    const session = { id: 's', userId, startedAt: at, expiresAt: at + 1e6, startedWith: 'code' } as const;
    insertSession(tx, session, { desktopId, windowMac: Uint8Array.of(2) });
  });
  first.close();
  const second = await openAt(place, await lock);
  expect(status()).toBeUndefined();
  const { storage } = second.context;
  expect(storage.listWaiting()).toEqual([]);
  expect(storage.read.get("SELECT ended_at FROM sessions WHERE id = 's'")).toEqual({ ended_at: null });
  expect(storage.read.get("SELECT detail FROM activity WHERE action = 'data_key.found'")).toEqual({
    detail: '{"openedWith":"recovery_kit"}',
  });
  expect(storage.read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')")).toBe(
    undefined,
  );
  note(second, 1);
  second.close();
});

test('the wait outlives a database that is gone for a while, and does not hide an older one', async () => {
  const first = await firstServer();
  const place = makePlace();
  await prepare(place, KIT_CODE);
  note(first, 5);
  const { lock, printed, log } = wait(place);
  await until(() => expect(printed).toEqual([OTHER]));
  expect(first.context.storage.read.get('SELECT max(seq) AS seq FROM activity')).toEqual({
    seq: readUnprovedEnd(place.anchorFile)?.seq,
  });

  // Nobody connects for a while, and then a server comes back whose last records are gone.
  first.context.storage.onLoss(() => undefined);
  atServer(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  cutAll();
  await until(() => expect(printed).toEqual([OTHER, 'waiting: the PostgreSQL server cannot be reached']));
  expect(first.context.storage.isLost).toBe(true);
  first.close();
  atServer(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
  const connection = await lock;
  connection.run({
    text: `ALTER TABLE activity DISABLE TRIGGER activity_is_kept;
      DELETE FROM activity WHERE seq > (SELECT max(seq) - 5 FROM activity);
      ALTER TABLE activity ENABLE TRIGGER activity_is_kept`,
  });
  const second = await openAt(place, connection);
  const actions = second.context.storage.read.all('SELECT action FROM activity ORDER BY seq DESC LIMIT 3');
  expect(actions.map((row) => row['action'])).toContain('record.cut');
  expect(log.join('\n')).not.toContain(readFileSync(join(place.folder, 'data-key.json'), 'utf8').slice(40, 60));
  second.close();
});

test('a database whose schema somebody has changed gets no second server, and nobody waits for it', async () => {
  const first = await firstServer();
  const place = makePlace();
  await prepare(place, KIT_CODE);
  const administrator = connect(address, false);
  administrator.run({ text: 'CREATE TABLE rekey.added (id integer)' });
  const kindOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'it goes on',
      (error: unknown) => problemOf(error).kind,
    );
  expect(await kindOf(wait(place).lock)).toBe('altered_on_postgres');
  const other = makePlace();
  expect(await kindOf(prepare(other, KIT_CODE))).toBe('altered_on_postgres');
  expect(existsSync(other.folder)).toBe(false);
  administrator.run({ text: 'DROP TABLE rekey.added' });
  administrator.close();
  expect(await kindOf(prepare(other, KIT_CODE))).toBe('it goes on');
  first.close();
});

test('a folder that could not serve ends the wait at once: its key, its note, another firm', async () => {
  const first = await firstServer();
  const kindOf = async ({ lock }: Waiting): Promise<string> =>
    lock.then(
      () => 'it serves',
      (error: unknown) => problemOf(error).kind,
    );
  expect(await kindOf(wait(makePlace()))).toBe('not_on_postgres');
  const place = makePlace();
  await prepare(place, KIT_CODE);
  const keyFile = join(place.folder, 'data-key.json');
  const key = JSON.parse(readFileSync(keyFile, 'utf8')) as { key: string };
  writeFileSync(keyFile, JSON.stringify({ ...key, key: Buffer.alloc(32, 7).toString('base64') }));
  expect(await kindOf(wait(place))).toBe('key_unreadable');
  first.close();
});

test('of several servers that wait, one serves at a time, and each is seen', async () => {
  const first = await firstServer();
  const places = [makePlace(), makePlace()];
  for (const place of places) await prepare(place, KIT_CODE);
  const waiting = places.map(wait);
  for (const { printed } of waiting) await until(() => expect(printed).toEqual([OTHER]));
  first.close();
  const winner = await Promise.race(waiting.map(async ({ lock }, at) => ({ at, connection: await lock })));
  const other = waiting[1 - winner.at];
  const served = await openAt(places[winner.at] ?? makePlace(), winner.connection);
  note(served, 1);
  expect(other?.printed).toEqual([OTHER]);
  served.close();
  const last = connectionOf(await other?.lock);
  expect(listWaiting(last)).toEqual([]);
  last.close();
});

function connectionOf(found: Connection | undefined): Connection {
  if (found === undefined) throw new Error('no connection');
  return found;
}
