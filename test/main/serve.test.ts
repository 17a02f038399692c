// A Rekey without a window that cannot begin: the sentence on the standard error, and what it leaves alone.
// test/e2e/several-desktops.test.ts serves and moves a real firm.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { moveToPostgres, serveFolder } from '../../main/serve.ts';
import type { Workspace } from '../../main/workspace.ts';
import { makePlace, type Place } from '../support/place.ts';

const desk = vi.hoisted(() => ({
  place: undefined as Place | undefined,
  exits: [] as number[],
  said: [] as string[],
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
  openFirm: async (): Promise<Workspace | undefined> => desk.place?.open(),
}));

const NO_FIRM =
  'Rekey: there is no firm in the data folder. Create it, or restore it from a backup, in a window first.\n';
const NOBODY = 'postgres:///rekey?host=/nowhere&user=rekey';

// The database is this server's at once: test/postgres/second-server.test.ts waits for one.
vi.mock('../../main/second-server.ts', () => ({ waitHere: async () => ({}), endWith: () => undefined }));

beforeEach(() => {
  desk.place = makePlace();
  desk.exits = [];
  desk.said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => desk.said.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test('a folder without a firm is neither served nor moved', async () => {
  for (const begin of [
    () => serveFolder(undefined, undefined, () => undefined),
    () => moveToPostgres(NOBODY, () => undefined),
  ])
    await begin();
  expect(desk.said).toEqual([NO_FIRM, NO_FIRM]);
  expect(desk.exits).toEqual([1, 1]);
  const { folder = '', file = '' } = desk.place ?? {};
  expect(existsSync(file)).toBe(true);
  expect(existsSync(join(folder, 'postgres.json'))).toBe(false);
});

test('a database of PostgreSQL without a firm is said as what it is, not of the folder', async () => {
  await serveFolder(undefined, NOBODY, () => undefined);
  expect(desk.said).toEqual([
    'Rekey: there is no firm in this database of PostgreSQL. Move one there with --serve --move-to.\n',
  ]);
  expect(desk.exits).toEqual([1]);
});
