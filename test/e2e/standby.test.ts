// A firm on PostgreSQL whose standby is missing, seen from a desktop: what is said, the decision of a Partner Admin, and its end.
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { SHORTEST_MISSING_MS } from '../../main/domain/standby.ts';
import { findPostgres, startPostgres, startStandby } from '../../scripts/toolchain/postgres.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';
import { ask, end, freePort, joinServer, serve } from './serving.ts';

const programs = findPostgres();

test.skipIf(programs === undefined)(
  'a missing standby is said, nothing is done, a Partner Admin goes on without it, and it comes back',
  async () => {
    const folder = makeTempFolder();
    const { Margaret: admin, Daniel: other } = await prepareFirm(folder);
    const port = await freePort();
    const first = await start(folder);
    onTestFinished(first.close);
    await enter(first.page, other);
    const place = { name: 'office-1', address: '127.0.0.1', port };
    await ask(first.page, 'desktops.serve', { ...place, code: await other.phone.nextCode() });
    const { page, close, complaints } = await start(makeTempFolder());
    onTestFinished(close);
    const { pairingCode } = await ask(first.page, 'desktops.pair', { code: '' });
    await joinServer(page, `127.0.0.1:${port}`, pairingCode.toLowerCase(), 'A');
    await first.close();

    const database = startPostgres(programs ?? '');
    onTestFinished(database.stop);
    const client = new Client({ host: database.socket, user: 'rekey', database: 'postgres' });
    await client.connect();
    await client.query('REVOKE ALL ON DATABASE postgres FROM PUBLIC');
    const url = `postgres:///postgres?host=${database.socket}&user=rekey`;
    await end((await serve(folder, ['--move-to', url])).process);
    // It is missing for longer than the time in which nobody may decide.
    await client.query(
      'INSERT INTO rekey.rekey_standby (id, needed_since, missing_since) VALUES (1, $1::bigint, $1::bigint)',
      [Date.now() - SHORTEST_MISSING_MS],
    );
    await client.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await client.query('SELECT pg_reload_conf()');
    await client.end();
    const server = await serve(folder, ['--listen', `127.0.0.1:${port}`, '--database', url]);
    onTestFinished(async () => void (await end(server.process)));
    const status = async (): Promise<unknown> => JSON.parse((await serve(folder, ['--status'])).line);
    expect(await status()).toMatchObject({ database: 'PostgreSQL', standby: 'missing' });

    // It is said above Users, and leads to where it is decided.
    await expect.poll(() => ask(page, 'line.get', {}), { timeout: 20_000 }).toMatchObject({ kind: 'connected' });
    await enter(page, admin);
    await page.getByRole('link', { name: 'Client & User Management' }).click();
    await page.getByRole('tab', { name: 'Users' }).click();
    await expect(ask(page, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' })).rejects.toThrow(
      'standby_missing',
    );
    await page.getByRole('button', { name: 'Standby missing' }).click();
    await page.getByText('Nothing is done while the standby is missing.').waitFor();
    await page.getByRole('button', { name: 'Go on without the standby' }).click();
    const dialog = page.getByRole('dialog', { name: 'Go on without the standby' });
    await dialog.getByText('Everything that is done is on one machine only').waitFor();
    await dialog.getByRole('textbox', { name: 'Your 6-digit code' }).fill(await admin.phone.nextCode());
    await dialog.getByRole('button', { name: 'Go on without it' }).click();
    await page.getByText(/has decided to go on without it/).waitFor();
    await ask(page, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });

    // It stands above Users, also after a restart of the server, until the standby is in step.
    await end(server.process, 'SIGKILL');
    const again = await serve(folder, ['--listen', `127.0.0.1:${port}`, '--database', url]);
    onTestFinished(async () => void (await end(again.process)));
    const locked = page.getByRole('dialog', { name: 'Locked' });
    await locked.getByLabel('Password').fill(PASSWORD);
    await locked.getByRole('button', { name: 'Unlock' }).click();
    await locked.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Client & User Management' }).click();
    const strip = page.getByRole('button', { name: 'On one machine only' });
    await strip.waitFor();
    expect(await status()).toMatchObject({ databaseSays: expect.stringContaining('A Partner Admin has decided') });
    const standby = startStandby(programs ?? '', database, 'second');
    onTestFinished(standby.stop);
    await strip.waitFor({ state: 'detached' });
    expect(await status()).toMatchObject({
      standby: 'in_step',
      lossWouldCost: 'Nothing: every act is on two machines',
    });
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('On two machines again', { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
  },
  240_000,
);
