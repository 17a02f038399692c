// A firm on PostgreSQL without a window: automatic backups, and the way back into the folder, with the real application.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { moveToPostgres, programs } from './moved-firm.ts';
import { prepareFirm } from './prepared-firm.ts';
import { end, freePort, serve } from './serving.ts';

const PASSPHRASE = 'nine boats under the moon';

test.skipIf(programs === undefined)(
  'a firm on PostgreSQL is backed up by itself, and moves back into its folder',
  async () => {
    const folder = makeTempFolder();
    await prepareFirm(folder);
    const { args: onPostgres } = await moveToPostgres(folder);
    /** @returns what it prints, once it has ended. */
    const runOnce = async (args: readonly string[], input?: string): Promise<string> => {
      const done = await serve(folder, args, input === undefined ? {} : { input });
      if (done.process.exitCode === null) await once(done.process, 'exit');
      expect(done.process.exitCode).toBe(0);
      return done.line;
    };

    const stick = makeTempFolder();
    const planning = ['--backups-to', stick, ...onPostgres];
    await expect(serve(folder, planning, { input: `${PASSPHRASE}\nanother one\n` })).rejects.toThrow(
      'This is not the same passphrase',
    );
    expect(await runOnce(planning, `${PASSPHRASE}\n${PASSPHRASE}\n`)).toMatch(/^backed up: \d+ people, \d+ records/);
    expect(readdirSync(stick)).toHaveLength(1);

    // The server ends in order, and makes the last backup.
    const port = await freePort();
    const server = await serve(folder, [...onPostgres, '--listen', `127.0.0.1:${port}`]);
    const status = await serve(folder, ['--status']);
    expect(JSON.parse(status.line)).toMatchObject({ database: 'PostgreSQL', isBackedUpAutomatically: true });
    await expect(serve(folder, ['--move-back', ...onPostgres])).rejects.toThrow('is open in another program');
    expect(await end(server.process)).toBe(0);
    const file = join(stick, readdirSync(stick)[0] ?? '');
    const opened = await openBackup(
      { kind: 'open', file, passphrase: PASSPHRASE, folder: join(makeTempFolder(), 'opened') },
      () => undefined,
    );
    expect(opened.isRecordIntact).toBe(true);

    expect(await runOnce(['--move-back', ...onPostgres])).toMatch(
      /^moved back: \d+ tables, \d+ rows, each compared; \d+ secrets opened$/,
    );
    await expect(serve(folder, onPostgres)).rejects.toThrow('is not in a database of PostgreSQL');
    const back = await serve(folder, ['--listen', `127.0.0.1:${port}`]);
    expect(back.line).toMatch(/^serving /);
    expect(await end(back.process)).toBe(0);
  },
  240_000,
);
