// The claim on a folder: the second one to open it is refused with the name and the time of the first, and no time frees it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import { claimFolder } from '../../../main/storage/files/claim.ts';
import { openWorkspace, type Workspace } from '../../../main/workspace.ts';
import { createTestClock, DAY } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const none = (): Promise<never> => Promise.reject(new Error('none'));
const NOW = Date.UTC(2026, 10, 29, 9, 30);

const open = (folder: string, clock = createTestClock()): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
    clock,
    appVersion: 'test',
    isSample: false,
    anchorFile: `${folder}-anchor.json`,
  });

type Claim = Record<string, unknown>;
const claimIn = (folder: string): Claim => JSON.parse(readFileSync(join(folder, 'in-use.json'), 'utf8')) as Claim;
const leaveClaim = (folder: string, change: Claim): void => {
  const claim = claimFolder(folder, NOW);
  const own = claimIn(folder);
  claim.release();
  writeFileSync(join(folder, 'in-use.json'), JSON.stringify({ ...own, token: 'another', ...change }));
};

test('an open folder says which computer has it open and since when; a closed one says nothing', async () => {
  const folder = join(makeTempFolder(), 'firm');
  const clock = createTestClock();
  const workspace = await open(folder, clock);
  expect(claimIn(folder)).toMatchObject({ computer: hostname(), pid: process.pid, lastSeenAt: clock.now() });
  clock.advance(60_000);
  workspace.tend();
  expect(claimIn(folder)).toMatchObject({ lastSeenAt: clock.now() });
  workspace.close();
  expect(existsSync(join(folder, 'in-use.json'))).toBe(false);
});

test('another computer is refused with the name and the time, however old the claim is', async () => {
  for (const clockJump of [-4000 * DAY, 0, 4000 * DAY]) {
    const folder = makeTempFolder();
    leaveClaim(folder, { computer: 'front-desk', pid: 999_999_999 });
    const before = readFileSync(join(folder, 'in-use.json'), 'utf8');
    const clock = createTestClock();
    clock.advance(clockJump);
    await expect(open(folder, clock)).rejects.toMatchObject({
      kind: 'other_computer',
      holder: { computer: 'front-desk', lastSeenAt: NOW },
    });
    expect(readFileSync(join(folder, 'in-use.json'), 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'rekey.db'))).toBe(false);
  }
});

test('a computer of the same name is another one', async () => {
  const folder = makeTempFolder();
  leaveClaim(folder, { machine: 'another', pid: 999_999_999 });
  await expect(open(folder)).rejects.toMatchObject({ kind: 'other_computer' });
});

test('a process of this computer that runs keeps the folder; when it is dead, the folder is taken over', async () => {
  const folder = makeTempFolder();
  const other = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { claimFolder } = await import(${JSON.stringify(import.meta.resolve('../../../main/storage/files/claim.ts'))});
       claimFolder(${JSON.stringify(folder)}, ${NOW}); process.stdout.write('claimed'); setInterval(() => {}, 1000);`,
    ],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(other, 'exit');
  try {
    await once(other.stdout, 'data');
    await expect(open(folder)).rejects.toMatchObject({ kind: 'other_computer', holder: { computer: hostname() } });
  } finally {
    other.kill('SIGKILL');
    await ended;
  }
  (await open(folder)).close();
});

test.skipIf(process.platform !== 'linux')(
  'a number that the system has given to another process keeps nothing',
  async () => {
    const folder = makeTempFolder();
    leaveClaim(folder, { pid: process.ppid });
    (await open(folder)).close();
  },
);

test('a kill between creating the file and writing it keeps nothing', async () => {
  const folder = makeTempFolder();
  writeFileSync(join(folder, 'in-use.json'), '');
  (await open(folder)).close();
});

test.each([
  '{',
  'null',
  '{"version":2}',
  ' '.repeat(512),
])('a file that cannot be read is a claim: %j', async (text) => {
  const folder = makeTempFolder();
  writeFileSync(join(folder, 'in-use.json'), text);
  await expect(open(folder)).rejects.toMatchObject({ kind: 'other_computer', holder: { computer: '', lastSeenAt: 0 } });
});

test('who loses the folder to another start answers no act any more, and leaves the other’s file alone', async () => {
  const folder = makeTempFolder();
  const workspace = await open(folder);
  const problems: unknown[] = [];
  workspace.context.storage.onLoss((problem) => problems.push(problem));
  rmSync(join(folder, 'in-use.json'));
  const theirs = JSON.stringify({ ...claimOf(workspace, folder), token: 'theirs', computer: 'front-desk' });
  writeFileSync(join(folder, 'in-use.json'), theirs);
  const act = (): void =>
    workspace.context.storage.transaction((tx) =>
      recordActivity(workspace.context, tx, { action: 'test.noted', outcome: 'done' }),
    );
  expect(act).toThrow('the database is other_computer');
  expect(problems).toEqual([expect.objectContaining({ holder: expect.objectContaining({ computer: 'front-desk' }) })]);
  workspace.tend();
  workspace.close();
  expect(readFileSync(join(folder, 'in-use.json'), 'utf8')).toBe(theirs);
});

/** The file again, as the workspace that has the folder writes it. */
function claimOf(workspace: Workspace, folder: string): Claim {
  workspace.look();
  const claim = claimIn(folder);
  return claim;
}
