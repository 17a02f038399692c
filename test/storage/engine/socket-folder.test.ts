// The folder of PostgreSQL's socket, which stands for the proof of the server.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DatabaseProblem } from '../../../main/storage/engine/database-problem.ts';
import { requireSafeSocket } from '../../../main/storage/engine/postgres/socket-folder.ts';
import { waitForLock } from '../../../main/storage/engine/postgres/wait-for-lock.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

test('a socket in a folder that other accounts may write to is refused', ({ skip }) => {
  skip(process.platform === 'win32');
  const folder = makeTempFolder();
  const isRefused = (mode: number): boolean => {
    chmodSync(folder, mode);
    try {
      requireSafeSocket({ url: `postgres:///rekey?user=rekey&host=${encodeURIComponent(folder)}` });
      return false;
    } catch (error) {
      expect(error).toEqual(new DatabaseProblem('unsafe_socket'));
      return true;
    }
  };
  expect([0o777, 0o1777, 0o702].map(isRefused)).toEqual([true, true, true]);
  // Debian's folder is of the group postgres, too.
  expect([0o700, 0o755, 0o2775].map(isRefused)).toEqual([false, false, false]);
});

test('a folder that is not there, and a server over a network, are not its concern', () => {
  requireSafeSocket({ url: `postgres:///rekey?host=${encodeURIComponent(join(makeTempFolder(), 'none'))}` });
  requireSafeSocket({ url: 'postgres://rekey@db.example/rekey?sslmode=verify-full' });
});

test('a folder that somebody makes while a server waits is looked at, too', async ({ skip }) => {
  skip(process.platform === 'win32');
  const folder = join(makeTempFolder(), 'later');
  const said: string[] = [];
  const lock = waitForLock(
    { url: `postgres:///rekey?user=rekey&host=${encodeURIComponent(folder)}` },
    {
      look: () => '',
      onWait(waitsFor) {
        said.push(waitsFor);
        mkdirSync(folder);
        chmodSync(folder, 0o777);
      },
    },
  );
  await expect(lock).rejects.toEqual(new DatabaseProblem('unsafe_socket'));
  expect(said).toEqual(['database']);
});
