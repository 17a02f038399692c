// A backup holds the whole firm, is proved before it has its name, and a file that is not one is refused with its reason.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { packTar, unpackTar } from 'modern-tar';
import { beforeAll, describe, expect, test } from 'vitest';
import { writePrintedNumber } from '../../../main/domain/printed-number.ts';
import { makeBackupInWorker, openBackupInWorker } from '../../../main/storage/backup/backup-in-worker.ts';
import { BackupProblem } from '../../../main/storage/backup/backup-problem.ts';
import { cleanUpBackup, makeBackup } from '../../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../../main/storage/backup/open-backup.ts';
import { copyDatabase } from '../../../main/storage/engine/copy-database.ts';
import { SCHEMA_VERSION } from '../../../main/storage/engine/migrate.ts';
import { openSnapshot } from '../../../main/storage/engine/open-database.ts';
import { getHead } from '../../../main/storage/tables/activity.ts';
import { decrypt, encrypt, KEY_TEXT, makeRequest, PASSPHRASE } from '../../support/backup.ts';
import { createFixture, FIRM_NAME, type Fixture } from '../../support/fixture.ts';
import { createSeededRandom } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const quietly = (): void => undefined;
const open = (file: string, passphrase = PASSPHRASE, folder = join(makeTempFolder(), 'opened')) =>
  openBackup({ kind: 'open', file, passphrase, folder }, quietly);

/** @returns "none" when it opens. */
async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof BackupProblem) return error.kind;
    throw error;
  }
  return 'none';
}

let fixture: Fixture;
let folder: string;
let file: string;

beforeAll(async () => {
  fixture = createFixture();
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  await fixture.addPerson({ role: 'client_ops', email: 'ann@quill.example' });
  await fixture.signIn(admin);
  folder = makeTempFolder();
  file = join(folder, 'quill.rekey-backup.age');
  await makeBackup(makeRequest(fixture, file), quietly);
});

describe('a backup', () => {
  test.each([
    ['a space that was pasted along', `${PASSPHRASE} `],
    ['two spaces', PASSPHRASE.replace(' ', '  ')],
    ['a space that does not break', PASSPHRASE.replace(' ', '\u00a0')],
  ])('made with %s opens with the passphrase as it stands on paper, and the other way round', async (_, pasted) => {
    expect(await problemOf(open(file, pasted))).toBe('none');
    const own = join(makeTempFolder(), 'pasted.rekey-backup.age');
    await makeBackup({ ...makeRequest(fixture, own), passphrase: pasted }, quietly);
    expect(await problemOf(open(own))).toBe('none');
  });
  test('opens again with the passphrase and holds every row, the key and what it says about itself', async () => {
    const opened = join(makeTempFolder(), 'opened');
    const { manifest, key, isRecordIntact } = await open(file, PASSPHRASE, opened);
    expect(key).toBe(KEY_TEXT);
    expect(isRecordIntact).toBe(true);
    expect(manifest).toEqual({
      format: 1,
      firm: FIRM_NAME,
      isSample: false,
      madeAt: manifest.madeAt,
      appVersion: '0.0.0-test',
      schema: SCHEMA_VERSION,
      people: 2,
      records: fixture.activity().length,
      printedNumber: writePrintedNumber(getHead(fixture.read)),
      anchor: '',
    });
    const snapshot = openSnapshot(join(opened, 'rekey.db'));
    const rows = snapshot.values('SELECT email FROM users ORDER BY id');
    snapshot.close();
    expect(rows.flat()).toEqual(['person1@quill.example', 'ann@quill.example']);
  });
  test('is one age file with a tar archive in it, and its database needs no log', async () => {
    expect(readFileSync(file).subarray(0, 32).toString()).toBe('age-encryption.org/v1\n-> scrypt ');
    const entries = await unpackTar(await decrypt(file));
    expect(entries.map(({ header }) => header.name)).toEqual(['rekey.db', 'data-key.json', 'manifest.json']);
    // Bytes 18 and 19 are 2 in a database with a write-ahead log.
    expect([...(entries[0]?.data?.subarray(18, 20) ?? [])]).toEqual([1, 1]);
  });
  test.skipIf(process.platform === 'win32')('is for this account alone, and nothing lies beside it', () => {
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(folder).sort()).toEqual(['quill.rekey-backup.age']);
    expect(existsSync(makeRequest(fixture, file).workFolder)).toBe(false);
  });
  test('is made in a worker while others write, which is not in it', async () => {
    const target = join(makeTempFolder(), 'worker.age');
    let isWritten = false;
    const made = await makeBackupInWorker(makeRequest(fixture, target), (phase) => {
      if (phase !== 'writing' || isWritten) return;
      isWritten = true;
      fixture.addClient('Alder');
    });
    expect(isWritten).toBe(true);
    expect(made).toMatchObject({ people: 2, isRecordIntact: true });
    const opened = join(makeTempFolder(), 'opened');
    await openBackupInWorker({ kind: 'open', file: target, passphrase: PASSPHRASE, folder: opened }, quietly);
    const snapshot = openSnapshot(join(opened, 'rekey.db'));
    expect(snapshot.values('SELECT count(*) FROM clients')).toEqual([[0]]);
    snapshot.close();
  });
  test('replaces an earlier file of its name whole', async () => {
    const target = join(makeTempFolder(), 'again.age');
    writeFileSync(target, 'something else');
    await makeBackup(makeRequest(fixture, target), quietly);
    expect(await problemOf(open(target))).toBe('none');
  });
  test('is not made where nobody can write, and nothing is left', async () => {
    const target = join(makeTempFolder(), 'gone', 'quill.age');
    expect(await problemOf(makeBackup(makeRequest(fixture, target), quietly))).toBe('not_saved');
    expect(existsSync(makeRequest(fixture, target).workFolder)).toBe(false);
  });
  test('is not made where the folder gets another name, and no half file stays there', async () => {
    const place = makeTempFolder();
    mkdirSync(join(place, 'stick'));
    const request = makeRequest(fixture, join(place, 'stick', 'quill.age'));
    let isRenamed = false;
    const rename = (phase: string): void => {
      if (phase !== 'checking' || isRenamed) return;
      isRenamed = true;
      renameSync(join(place, 'stick'), join(place, 'renamed'));
    };
    expect(await problemOf(makeBackup(request, rename))).toBe('not_saved');
    expect(readdirSync(join(place, 'renamed'))).toEqual([]);
  });
  test('of a database whose index says something else than its table is not made, and nothing is left', async () => {
    const place = makeTempFolder();
    const database = join(place, 'rekey.db');
    fixture.addClient('Birch');
    await copyDatabase(fixture.file, database, quietly);
    const db = new BetterSqlite3(database, { readonly: true });
    const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'clients_by_name'").pluck().get();
    const start = (Number(root) - 1) * Number(db.pragma('page_size', { simple: true }));
    db.close();
    const bytes = readFileSync(database);
    bytes.write('beech', bytes.indexOf('birch', start));
    writeFileSync(database, bytes);
    const target = join(place, 'damaged.age');
    const request = { ...makeRequest(fixture, target), database, workFolder: join(place, 'work') };
    await expect(makeBackup(request, quietly)).rejects.toThrow('damaged');
    expect(readdirSync(place)).toEqual(['rekey.db']);
  });
  /** Changes the last byte of a file between writing and proof. */
  async function spoil(changed: string): Promise<void> {
    const place = makeTempFolder();
    const request = { ...makeRequest(fixture, join(place, 'quill.age')), workFolder: join(place, 'work') };
    let isChanged = false;
    const change = (phase: string): void => {
      if (phase !== 'checking' || isChanged) return;
      isChanged = true;
      const bytes = readFileSync(join(place, changed));
      bytes.write('?', bytes.length - 1);
      writeFileSync(join(place, changed), bytes);
    };
    expect(await problemOf(makeBackup(request, change))).toBe('not_proved');
    expect(isChanged).toBe(true);
    expect(readdirSync(place)).toEqual([]);
  }
  test('is not made where the disk gives back something else than was written', () => spoil('quill.age.partial'));
  test('is not made where what was encrypted is not what was copied', () => spoil('work/rekey.db'));
  test('that was killed leaves nothing after the next start', () => {
    const place = makeTempFolder();
    const { workFolder } = makeRequest(fixture, file);
    const partial = join(place, 'killed.age.partial');
    mkdirSync(workFolder);
    writeFileSync(join(workFolder, 'rekey.db'), 'half');
    writeFileSync(join(workFolder, 'target.txt'), partial);
    writeFileSync(partial, 'half');
    cleanUpBackup(workFolder);
    expect(readdirSync(place)).toEqual([]);
    expect(existsSync(workFolder)).toBe(false);
  });
});

describe('a file that is not a backup as it was made', () => {
  test('opens with no other passphrase', async () => {
    expect(await problemOf(open(file, 'nine boats under the sun'))).toBe('wrong_passphrase');
  });
  test('takes a passphrase in either spelling of its letters', async () => {
    const target = join(makeTempFolder(), 'accent.age');
    await makeBackup({ ...makeRequest(fixture, target), passphrase: 'caf\u00e9 under the moon' }, quietly);
    expect(await problemOf(open(target, 'cafe\u0301 under the moon'))).toBe('none');
  });
  test('with one changed bit is refused wherever it is, and leaves nothing', async () => {
    const bytes = readFileSync(file);
    const { length } = bytes;
    const random = createSeededRandom('flips');
    const anywhere = Array.from({ length: 100 }, () => Buffer.from(random.bytes(4)).readUInt32BE() % length);
    // The header has fewer than 400 bytes.
    const ends = [...Array.from({ length: 400 }, (_, i) => i), ...Array.from({ length: 64 }, (_, i) => length - 1 - i)];
    const opened = join(makeTempFolder(), 'opened');
    const changed = join(makeTempFolder(), 'changed.age');
    const taken: number[] = [];
    for (const [turn, at] of [...ends, ...anywhere].entries()) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << (turn % 8));
      writeFileSync(changed, copy);
      if ((await problemOf(open(changed, PASSPHRASE, opened))) === 'none') taken.push(at);
    }
    expect(taken).toEqual([]);
    expect(existsSync(opened)).toBe(false);
  }, 120_000);
  test('that is cut anywhere is refused', async () => {
    const { size } = statSync(file);
    const cut = join(makeTempFolder(), 'cut.age');
    const kinds = new Set<string>();
    for (const length of [0, 1, 21, 100, 200, 300, 70_000, 65_536 + 300, size - 17, size - 1]) {
      writeFileSync(cut, readFileSync(file));
      truncateSync(cut, length);
      kinds.add(await problemOf(open(cut)));
    }
    expect([...kinds].sort()).toEqual(['damaged', 'not_a_backup']);
  });
  test('that is something else says so', async () => {
    const other = join(makeTempFolder(), 'letter.txt');
    writeFileSync(other, 'Dear Ann, '.repeat(100));
    expect(await problemOf(open(other))).toBe('not_a_backup');
    expect(await problemOf(open(makeTempFolder()))).toBe('not_readable');
    expect(await problemOf(open(join(makeTempFolder(), 'nothing')))).toBe('not_readable');
  });
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('that nobody may read says so', async () => {
    const place = makeTempFolder();
    const locked = join(place, 'locked.age');
    writeFileSync(locked, readFileSync(file), { mode: 0o000 });
    expect(await problemOf(open(locked))).toBe('not_readable');
    const shut = join(place, 'shut');
    mkdirSync(shut, { mode: 0o500 });
    expect(await problemOf(makeBackup(makeRequest(fixture, join(shut, 'quill.age')), quietly))).toBe('not_saved');
    await expect(open(file, PASSPHRASE, join(shut, 'opened'))).rejects.toThrow('EACCES');
  });
  test.skipIf(process.platform === 'win32')('that is a link is not followed', async () => {
    const link = join(makeTempFolder(), 'link.age');
    symlinkSync(file, link);
    expect(await problemOf(open(link))).toBe('not_readable');
  });
  test('of a newer Rekey says so', async () => {
    const entries = await unpackTar(await decrypt(file));
    const manifestOf = (change: object): Uint8Array => {
      const manifest = JSON.parse(Buffer.from(entries[2]?.data ?? []).toString()) as object;
      return new TextEncoder().encode(JSON.stringify({ ...manifest, ...change }));
    };
    const write = async (database: Uint8Array, manifest: Uint8Array): Promise<string> => {
      const target = join(makeTempFolder(), 'newer.age');
      const parts = [database, entries[1]?.data ?? new Uint8Array(), manifest];
      const header = (name: string, size: number) => ({ name, size, type: 'file' as const });
      await encrypt(
        target,
        await packTar(
          ['rekey.db', 'data-key.json', 'manifest.json'].map((name, i) => ({
            header: header(name, parts[i]?.length ?? 0),
            body: parts[i],
          })),
        ),
      );
      return target;
    };
    const database = Buffer.from(entries[0]?.data ?? []);
    expect(await problemOf(open(await write(database, manifestOf({ format: 2, other: [] }))))).toBe('newer');
    // Bytes 60 to 63: the schema of the database.
    database.writeUInt32BE(SCHEMA_VERSION + 1, 60);
    expect(await problemOf(open(await write(database, manifestOf({ schema: SCHEMA_VERSION + 1 }))))).toBe('newer');
    // What it says about itself is compared with what is in it, or is nothing that Rekey has written.
    for (const [lie, problem] of [
      [{ people: 3 }, 'damaged'],
      [{ firm: 'Another firm' }, 'damaged'],
      [{ printedNumber: '1 · 0000-0000-0000' }, 'damaged'],
      [{ firm: 7 }, 'not_a_backup'],
      [{ madeAt: 1e308 }, 'not_a_backup'],
      [{ madeAt: 9e15 }, 'not_a_backup'],
      [{ madeAt: 0 }, 'not_a_backup'],
      [{ movedFrom: 'reception\u202e' }, 'not_a_backup'],
      [{ movedFrom: 'reception\nIs safe' }, 'not_a_backup'],
      [{ appVersion: '1\u0000' }, 'not_a_backup'],
    ] as const) {
      const liar = await write(Buffer.from(entries[0]?.data ?? []), manifestOf(lie));
      expect([lie, await problemOf(open(liar))]).toEqual([lie, problem]);
    }
  });
  test('whose archive names other files is not unpacked', async () => {
    const entries = await unpackTar(await decrypt(file));
    const repack = async (name: string): Promise<string> => {
      const target = join(makeTempFolder(), 'names.age');
      const [first, ...others] = entries;
      if (first === undefined) throw new Error('the archive is empty');
      await encrypt(target, await packTar([{ ...first, header: { ...first.header, name } }, ...others]));
      return target;
    };
    expect((await open(await repack('rekey.db'))).manifest.people).toBeGreaterThan(0);
    for (const name of ['../rekey.db', '/tmp/rekey.db', 'rekey.db/', 'Rekey.db'])
      expect(await problemOf(open(await repack(name)))).toBe('not_a_backup');
  });
});
