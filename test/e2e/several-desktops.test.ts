// A firm's server without a window, and three desktops as real applications: the main job on one, the user's side on another,
// and a third one that sees both without a touch. Then what is left on a desktop that is stolen.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import type { InputOf, OutputOf, Reply, RequestName } from '../../preload/contract/index.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, closeResetResult, enter, openResetDialog, type Running, signIn, start } from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

/** Asks main what a window asks. @throws the failure. */
async function ask<N extends RequestName>(page: Page, name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const text = await page.evaluate(([asked, sent]) => window.rekey.request(asked, sent), [
    name,
    JSON.stringify(input),
  ] as const);
  const reply = JSON.parse(text) as Reply<N>;
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.failure)}`);
  return reply.value;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Rekey without a window. @returns its process, and the line that it prints when it is ready. */
async function serve(folder: string, ...args: readonly string[]): Promise<{ process: ChildProcess; line: string }> {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const child = spawn(
    process.env['REKEY_ELECTRON'] ?? 'electron',
    [...given, '--disable-gpu', join(import.meta.dirname, '../..'), '--serve', `--user-data-dir=${folder}`, ...args],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  let complained = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complained += bytes.toString();
  });
  for await (const bytes of child.stdout) {
    printed += String(bytes);
    if (printed.includes('\n')) return { process: child, line: printed.trim() };
  }
  throw new Error(`it does not serve: ${complained.slice(-2000)}`);
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return child.exitCode;
}

/** Every file in the folder, as bytes. */
function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
}

test('three desktops of a server without a window: the seven steps, the setup, and a third one that sees both', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: other, Tomasz: user, Priya: watcher } = await prepareFirm(folder);
  const port = await freePort();

  // At first, a Partner Admin lets other desktops sign in from the computer with the data.
  const first = await start(folder);
  onTestFinished(first.close);
  await enter(first.page, other);
  const serving = await ask(first.page, 'desktops.serve', {
    name: 'office-1',
    address: '127.0.0.1',
    port,
    code: await other.phone.nextCode(),
  });
  expect(serving.serving?.addresses).toEqual([`127.0.0.1:${port}`]);
  const desktops: (Running & { readonly folder: string })[] = [];
  for (const name of ['A', 'B', 'C']) {
    const own = makeTempFolder();
    const running = await start(own);
    onTestFinished(running.close);
    const { pairingCode } = await ask(first.page, 'desktops.pair', { code: '' });
    const { page } = running;
    await page.getByRole('button', { name: 'Join your firm on another computer' }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill(`127.0.0.1:${port}`);
    await page.getByRole('textbox', { name: 'Pairing code' }).fill(pairingCode.toLowerCase());
    await page.getByRole('textbox', { name: 'Name of this computer' }).fill(name);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByText('Connected to office-1').waitFor();
    await running.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    desktops.push({ ...running, folder: own });
  }
  const [a, b, c] = desktops;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three desktops');
  await first.close();

  // From then on the same folder is served without a window. The desktops come back by themselves.
  const server = await serve(folder, '--listen', `127.0.0.1:${port}`);
  onTestFinished(async () => void (await end(server.process)));
  expect(server.line).toBe(`serving Ashworth & Partners on 127.0.0.1:${port}`);
  const status = await serve(folder, '--status');
  expect(JSON.parse(status.line)).toMatchObject({ addresses: [`127.0.0.1:${port}`], keyProtection: 'file_only' });
  expect(status.line).not.toContain('Ashworth');
  for (const { page } of [a, b, c])
    await expect.poll(() => ask(page, 'line.get', {}), { timeout: 20_000 }).toMatchObject({ kind: 'connected' });

  // C sees the users, and is not touched from here on.
  await enter(c.page, watcher);
  await c.page.getByRole('link', { name: 'Client & User Management' }).click();
  await c.page.getByRole('tab', { name: 'Users' }).click();
  await c.page.getByRole('searchbox', { name: 'Search name or email' }).fill(user.name);
  const seen = c.page.getByRole('grid', { name: 'Users' });
  await seen.getByText(user.email).waitFor();

  // Steps 1 to 6 on A.
  await enter(a.page, admin);
  await openResetDialog(a.page, user.name);
  const setupCode = await carryOutReset(a.page, user.name, await admin.phone.nextCode());
  await seen.getByText(/^Setup required/).waitFor();
  await closeResetResult(a.page);

  // Step 7 on B, and the setup.
  await signIn(b.page, user.email, PASSWORD);
  await b.page.getByRole('textbox', { name: 'Setup code' }).fill(setupCode);
  await b.page.getByRole('button', { name: 'Continue' }).click();
  const phone = Phone.fromOtpauthUri(await readQrCode(b.page.getByRole('img', { name: /QR code/ })));
  await b.page.getByRole('textbox', { name: '6-digit code' }).fill(await phone.nextCode());
  await b.page.getByRole('button', { name: /^(Verify|Confirm)/ }).click();
  await b.page.getByRole('checkbox', { name: /saved these codes/ }).check();
  await b.page.getByRole('button', { name: /^(Finish|Continue|Done)/ }).click();
  await b.page.getByRole('button', { name: `Account of ${user.name}` }).waitFor();
  await expect.poll(() => seen.getByText(/^Setup required/).count()).toBe(0);

  // A server that is started again leaves everybody at the sign-in page of their own desktop.
  expect(await end(server.process)).toBe(0);
  await a.page.getByText(/^Not connected since/).waitFor();

  // What a thief finds on a desktop: nobody's name, no email, no secret of the firm.
  for (const one of [a, b, c]) await one.close();
  for (const { folder: stolen } of [a, b, c]) {
    const bytes = bytesIn(stolen);
    expect(bytes.includes('server.json') || readdirSync(stolen).includes('server.json')).toBe(true);
    for (const person of [admin, other, user, watcher])
      for (const secret of [person.email, ...person.name.split(' '), ...person.recoveryCodes])
        expect([secret, bytes.includes(secret)]).toEqual([secret, false]);
    for (const secret of ['Ashworth & Partners', 'Bluewater', setupCode, PASSWORD, 'office-1'])
      expect([secret, bytes.includes(secret)]).toEqual([secret, false]);
  }
  for (const { complaints } of [a, b, c]) expect(complaints).toEqual([]);
});
