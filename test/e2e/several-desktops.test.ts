// A firm's server without a window, and three desktops as real applications: the main job on one, the user's side on another,
// an evidence pack there, and a third one that sees both without a touch. Then what is left on a desktop that is stolen.
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isSigned, linesOf, unpack } from '../support/evidence-pack.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import {
  carryOutReset,
  closeResetResult,
  enter,
  openAlerts,
  openResetDialog,
  type Running,
  signIn,
  start,
} from './application.ts';
import { Phone, readQrCode } from './authenticator.ts';
import { moveToPostgres, programs } from './moved-firm.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';
import { ask, end, freePort, joinServer, serve } from './serving.ts';

/** Every file in the folder, as bytes. */
function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
}

test.each(
  programs === undefined ? ['SQLite'] : ['SQLite', 'PostgreSQL'],
)('three desktops of a server without a window, on %s: the seven steps, the setup, and a third one that sees both', async (engine) => {
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
    await joinServer(running.page, `127.0.0.1:${port}`, pairingCode.toLowerCase(), name);
    desktops.push({ ...running, folder: own });
  }
  const [a, b, c] = desktops;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three desktops');
  await first.close();

  // From then on the same folder is served without a window. The desktops come back by themselves.
  const database = engine === 'PostgreSQL' ? await moveToPostgres(folder) : { args: [], crash: () => undefined };
  const server = await serve(folder, ['--listen', `127.0.0.1:${port}`, ...database.args]);
  onTestFinished(async () => void (await end(server.process)));
  expect(server.line).toBe(`serving Ashworth & Partners on 127.0.0.1:${port}`);
  const status = await serve(folder, ['--status']);
  expect(JSON.parse(status.line)).toMatchObject({
    addresses: [`127.0.0.1:${port}`],
    keyProtection: 'file_only',
    database: engine,
  });
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

  // An auditor's file: A prints the report and writes the file, the server gives the records and signs.
  const file = join(makeTempFolder(), 'pack.zip');
  await a.app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
  }, file);
  await a.page.getByRole('link', { name: 'Activity' }).click();
  await a.page.getByRole('button', { name: 'Evidence pack' }).click();
  const order = a.page.getByRole('dialog', { name: 'Evidence pack' });
  await order.getByRole('textbox', { name: 'From' }).fill('01/01/2020');
  await order.getByRole('button', { name: 'Make the pack' }).click();
  await a.page.getByText(/^The evidence pack with \d+ records is saved: /).waitFor();
  const pack = unpack(readFileSync(file));
  expect(isSigned(pack)).toBe(true);
  expect(String(pack['report.pdf']?.subarray(0, 5))).toBe('%PDF-');
  const resets = linesOf(pack, 'records.jsonl').filter((line) => line.includes('two_factor.reset'));
  expect(resets).toHaveLength(1);
  expect(resets[0]).toContain(user.name);

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

  // The server is killed and started again. Everybody who was signed in comes back locked, and the password opens the window.
  await end(server.process, 'SIGKILL');
  const asItWas = join(makeTempFolder(), 'as it was');
  cpSync(folder, asItWas, { recursive: true });
  for (const { page } of [a, b, c])
    await page
      .getByText(/^Not connected since/)
      .first()
      .waitFor();
  const again = await serve(folder, ['--listen', `127.0.0.1:${port}`, ...database.args]);
  onTestFinished(async () => void (await end(again.process)));
  for (const [{ page }, { name, isTyped }] of [
    [a, { name: admin.name, isTyped: true }],
    [b, { name: user.name, isTyped: true }],
    [c, { name: watcher.name, isTyped: false }],
  ] as const) {
    const locked = page.getByRole('dialog', { name: 'Locked' });
    await locked.getByText(name).waitFor();
    if (!isTyped) continue;
    await locked.getByLabel('Password').fill(PASSWORD);
    await locked.getByRole('button', { name: 'Unlock' }).click();
    // The page behind stays drawn while the window is locked, so only the end of the dialog shows that it is open again.
    await locked.waitFor({ state: 'hidden' });
  }

  await ask(a.page, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });

  // The rest is about a folder that holds the data.
  if (engine === 'PostgreSQL') {
    // A server without its database ends, so that it is started again. It writes nothing in between.
    database.crash();
    const [code] = await once(again.process, 'exit');
    expect(code).toBe(1);
    return;
  }

  // Somebody puts the whole folder of the server back as it was. Its own anchor says nothing: it was put back, too. The
  // desktops say so, and somebody there goes on.
  expect(await end(again.process)).toBe(0);
  rmSync(folder, { recursive: true });
  cpSync(asItWas, folder, { recursive: true });
  const older = await serve(folder, ['--listen', `127.0.0.1:${port}`]);
  onTestFinished(async () => void (await end(older.process)));
  const locked = a.page.getByRole('dialog', { name: 'Locked' });
  await locked.getByText(/Its activity record is not the one that this computer knows/).waitFor();
  await locked.getByRole('button', { name: 'Sign out' }).click();
  await a.page.getByRole('button', { name: 'What this means' }).click();
  const dialog = a.page.getByRole('dialog', { name: 'Another activity record' });
  await dialog.getByText(/knows of no restore/).waitFor();
  await dialog.getByRole('button', { name: 'Go on with this record' }).click();
  await a.page.getByText('Connected to office-1', { exact: true }).waitFor();
  await enter(a.page, admin);
  const alerts = await openAlerts(a.page);
  await alerts.getByText(/The desktop .* remembers records of the activity that are not here/).waitFor();

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
}, 240_000);
