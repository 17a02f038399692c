// What a Rekey without a window does once: what it prints, with which code it ends, and what it leaves alone.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { moveBackFromPostgres, planBackupsTo } from '../../main/serve-once.ts';
import { fillSampleFirm } from '../../main/services/firm/sample-firm.ts';
import type { PostgresAddress } from '../../main/storage/engine/postgres/address.ts';
import { getBackupPlan } from '../../main/storage/tables/backup-plan.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { PASSPHRASE } from '../support/backup.ts';
import { makePlace, noKeyStore, type Place } from '../support/place.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const desk = vi.hoisted(() => ({
  place: undefined as Place | undefined,
  exits: [] as number[],
  said: [] as string[],
  printed: [] as string[],
  logged: [] as string[],
}));
vi.mock('electron', () => ({ app: { exit: (code: number) => void desk.exits.push(code) } }));
vi.mock('../../main/managed-here.ts', () => ({ managedHere: { file: '', problem: null } }));
vi.mock('../../main/open-firm.ts', () => ({
  userData: '',
  firmPlace: {
    get folder() {
      return desk.place?.folder;
    },
  },
  openFirm: async (postgres: PostgresAddress | undefined): Promise<Workspace | undefined> =>
    desk.place && openAt(desk.place, postgres),
}));
const log = (line: string): void => void desk.logged.push(line);
const NOBODY = 'postgres:///rekey?host=/nowhere&user=rekey';

const openAt = ({ folder, anchorFile, clock }: Place, postgres: PostgresAddress | undefined): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore: noKeyStore,
    clock,
    appVersion: '0.0.0-test',
    isSample: false,
    anchorFile,
    postgres,
  });

/** What the person types. */
function type(...lines: string[]): void {
  const input = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
}

beforeEach(async () => {
  const place = makePlace();
  Object.assign(desk, { place, exits: [], said: [], printed: [], logged: [] });
  const workspace = await place.open();
  await fillSampleFirm(workspace.context);
  workspace.close();
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => desk.said.push(String(text)) > 0);
  vi.spyOn(process.stdout, 'write').mockImplementation((...[text, done]: readonly unknown[]) => {
    desk.printed.push(String(text));
    if (done instanceof Function) done();
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test('backups go to a folder from now on, and the passphrase is printed and logged nowhere', async () => {
  const folder = makeTempFolder();
  type(PASSPHRASE, PASSPHRASE);
  await planBackupsTo(folder, undefined, log);
  expect([desk.said, desk.exits]).toEqual([[], [0]]);
  expect(desk.printed.join('')).toMatch(/^backed up: \d+ people, \d+ records, opened again and checked\n$/);
  expect(readdirSync(folder)).toHaveLength(1);
  // It is closed, and opens again.
  const workspace = await desk.place?.open();
  expect(workspace && getBackupPlan(workspace.context.storage.read)?.folder).toBe(folder);
  workspace?.close();
  expect([...desk.logged, ...desk.printed].join('')).not.toContain(PASSPHRASE);
});

test('what cannot be is said in a sentence, and nothing is planned', async () => {
  const { folder = '' } = desk.place ?? {};
  const inside = join(folder, 'backups');
  mkdirSync(inside);
  const given: [string, string[], string][] = [
    [makeTempFolder(), [PASSPHRASE, 'nine boots'], 'This is not the same passphrase. Type it again.'],
    [makeTempFolder(), [PASSPHRASE], 'The passphrase is read twice from the standard input, a line each.'],
    [makeTempFolder(), ['short', 'short'], 'Use at least 12 characters. Five or six words in a row work well.'],
    [inside, [PASSPHRASE, PASSPHRASE], 'this folder is inside the data folder of Rekey. Choose one on another disk.'],
    [
      '/nowhere/at/all',
      [PASSPHRASE, PASSPHRASE],
      'the backup could not be written there: the disk is full, the folder is gone, or this account may not write to it.',
    ],
  ];
  for (const [place, lines, sentence] of given) {
    desk.said = [];
    type(...lines);
    await planBackupsTo(place, undefined, log);
    expect(desk.said).toEqual([`Rekey: ${sentence}\n`]);
  }
  expect(desk.exits).toEqual(given.map(() => 1));
  expect(desk.printed).toEqual([]);
  expect(readdirSync(inside)).toEqual([]);
  const workspace = await desk.place?.open();
  expect(workspace && getBackupPlan(workspace.context.storage.read)).toBeUndefined();
  workspace?.close();
});

test('a firm that is not on PostgreSQL is not moved back, and nothing of it is planned there', async () => {
  await moveBackFromPostgres(NOBODY, log);
  await planBackupsTo(makeTempFolder(), NOBODY, log);
  const sentence = 'the firm of this folder is not in a database of PostgreSQL. Move it there with --serve --move-to.';
  expect(desk.said).toEqual([`Rekey: ${sentence}\n`, `Rekey: ${sentence}\n`]);
  expect(desk.exits).toEqual([1, 1]);
  const workspace = await desk.place?.open();
  workspace?.close();
});
