// Two servers of one firm on PostgreSQL, as real processes, and a desktop: the one that serves is stopped, goes on too late, and
// writes nothing; the other one is killed, and the first one goes on again.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { moveToPostgres, programs } from './moved-firm.ts';
import { KIT_CODE, PASSWORD, prepareFirm } from './prepared-firm.ts';
import { ask, end, freePort, joinServer, serve } from './serving.ts';

test.skipIf(programs === undefined)(
  'a second server goes on, and the first one writes nothing any longer',
  async () => {
    const [firstFolder, secondFolder] = [makeTempFolder(), makeTempFolder()];
    const { Margaret: admin, Daniel: other } = await prepareFirm(firstFolder);
    const [firstPort, secondPort] = [await freePort(), await freePort()];

    // A desktop joins while the firm is in a window.
    const window = await start(firstFolder);
    onTestFinished(window.close);
    await enter(window.page, other);
    const place = { name: 'office-1', address: '127.0.0.1', port: firstPort };
    await ask(window.page, 'desktops.serve', { ...place, code: await other.phone.nextCode() });
    const deskFolder = makeTempFolder();
    const desk = await start(deskFolder);
    onTestFinished(desk.close);
    const { pairingCode } = await ask(window.page, 'desktops.pair', { code: '' });
    await joinServer(desk.page, `127.0.0.1:${firstPort}`, pairingCode, 'A');
    await window.close();

    const { args } = await moveToPostgres(firstFolder);
    const url = new URL(args[1] ?? '');
    const database = new Client({ host: url.searchParams.get('host') ?? '', user: 'rekey', database: 'postgres' });
    await database.connect();
    onTestFinished(() => database.end());
    const count = async (): Promise<number> =>
      Number((await database.query('SELECT count(*) AS n FROM rekey.activity')).rows[0]?.n);
    const serveAt = async (folder: string, port: number): ReturnType<typeof serve> => {
      const server = await serve(folder, ['--listen', `127.0.0.1:${port}`, ...args]);
      onTestFinished(async () => void (await end(server.process, 'SIGKILL')));
      return server;
    };
    const statusOf = async (folder: string): Promise<object> => JSON.parse((await serve(folder, ['--status'])).line);
    const says = (server: Awaited<ReturnType<typeof serve>>, line: string): Promise<void> =>
      expect.poll(server.printed, { timeout: 60_000 }).toContain(line);

    const wrong = serve(secondFolder, ['--prepare-standby', ...args], {
      input: `${KIT_CODE.replace('1111', '1112')}\n`,
    });
    await expect(wrong).rejects.toThrow('this is not the code of the firm’s recovery kit');
    const prepared = await serve(secondFolder, ['--prepare-standby', ...args], { input: `${KIT_CODE}\n` });
    expect(prepared.line).toBe('prepared: this folder can serve Ashworth & Partners');

    const first = await serveAt(firstFolder, firstPort);
    expect(first.line).toBe(`serving Ashworth & Partners on 127.0.0.1:${firstPort}`);
    const second = await serveAt(secondFolder, secondPort);
    const waits = 'waiting: another server serves Ashworth & Partners';
    expect(second.line).toBe(waits);
    expect(await statusOf(secondFolder)).toMatchObject({ state: 'waiting', waitsFor: 'another_server' });
    expect(await statusOf(firstFolder)).toMatchObject({ state: 'serving', waiting: [`127.0.0.1:${secondPort}`] });

    // The desktop hears of the second one, and somebody signs in.
    const known = (): string => readFileSync(join(deskFolder, 'server.json'), 'utf8');
    await expect.poll(known, { timeout: 90_000 }).toContain(`"port":${secondPort}`);
    await enter(desk.page, admin);

    // Its anchor is written a moment after the record.
    const anchor = (): string => readFileSync(join(firstFolder, 'record-anchor.json'), 'utf8');
    const anchored = (): unknown => (JSON.parse(anchor()) as { readonly seq: unknown }).seq;
    await expect.poll(async () => anchored() === (await count()), { timeout: 30_000 }).toBe(true);

    // The first one is stopped. PostgreSQL ends its session, and the desktop comes to the second one, locked.
    const stoppedAt = performance.now();
    first.process.kill('SIGSTOP');
    await says(second, `serving Ashworth & Partners on 127.0.0.1:${secondPort}`);
    expect(performance.now() - stoppedAt).toBeLessThan(30_000);
    const locked = desk.page.getByRole('dialog', { name: 'Locked' });
    await locked.getByLabel('Password').fill(PASSWORD);
    await locked.getByRole('button', { name: 'Unlock' }).click();
    await locked.waitFor({ state: 'hidden' });
    await ask(desk.page, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });
    const before = await count();
    const anchorBefore = anchor();
    first.process.kill('SIGCONT');
    await once(first.process, 'exit');
    expect(first.process.exitCode).toBe(1);
    expect([await count(), anchor()]).toEqual([before, anchorBefore]);

    // It is started again, waits, and goes on when the second one is killed.
    const again = await serveAt(firstFolder, firstPort);
    expect(again.line).toBe(waits);
    second.process.kill('SIGKILL');
    await says(again, `serving Ashworth & Partners on 127.0.0.1:${firstPort}`);
    await expect.poll(() => ask(desk.page, 'line.get', {}), { timeout: 30_000 }).toMatchObject({ kind: 'connected' });
    expect((await database.query("SELECT 1 FROM rekey.activity WHERE action LIKE 'record.%'")).rowCount).toBe(0);

    // One that waits ends in order.
    const last = await serveAt(secondFolder, secondPort);
    expect(last.line).toBe(waits);
    expect(await end(last.process)).toBe(0);
  },
  300_000,
);
