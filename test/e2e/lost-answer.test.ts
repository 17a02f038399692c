// The page of a window is killed after a reset is committed and before its setup code is shown. The window comes back
// locked; unlocked, the person asks for the reset again and sees the code of the one reset that was made. Playwright
// cannot use a page that has died once, so the test looks at it and works in it through main.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, openResetDialog, type Running, signIn, start } from './application.ts';
import { PASSWORD, prepareFirm } from './prepared-firm.ts';

/** Runs a script in the page of the first window. A page that dies in between never answers. */
const inPage = ({ app }: Running, script: string): Promise<unknown> =>
  app.evaluate(
    ({ BrowserWindow }, text) =>
      Promise.race([
        BrowserWindow.getAllWindows()
          .sort((a, b) => a.id - b.id)[0]
          ?.webContents.executeJavaScript(text),
        new Promise((resolve) => setTimeout(() => resolve('no answer'), 1000)),
      ]),
    script,
  );

const CONTROLS = 'button, a, [role=tab], [role=menuitem], input[type=radio]';
/** Clicks the control of this name with the mouse, once it is there and can be used. */
async function press(running: Running, name: string, within = 'document'): Promise<void> {
  const find = `(() => {
    const nameOf = (it) => (it.ariaLabel ?? it.labels?.[0]?.textContent ?? it.textContent).trim();
    const found = [...(${within}?.querySelectorAll(${JSON.stringify(CONTROLS)}) ?? [])]
      .find((it) => nameOf(it).startsWith(${JSON.stringify(name)}) && !it.disabled && it.ariaDisabled !== 'true');
    const box = found?.getBoundingClientRect();
    return box === undefined ? null : [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);
  })()`;
  let place: unknown = null;
  // It stands still: a menu and a dialog move a little while they open.
  await expect
    .poll(async () => {
      const before = place;
      place = await inPage(running, find);
      return Array.isArray(place) && JSON.stringify(place) === JSON.stringify(before);
    })
    .toBe(true);
  await running.app.evaluate(
    ({ BrowserWindow }, [x, y]) => {
      const contents = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id)[0]?.webContents;
      contents?.sendInputEvent({ type: 'mouseMove', x, y });
      for (const type of ['mouseDown', 'mouseUp'] as const)
        contents?.sendInputEvent({ type, x, y, button: 'left', clickCount: 1 });
    },
    place as [number, number],
  );
}

async function write(running: Running, selector: string, text: string): Promise<void> {
  await expect
    .poll(() =>
      inPage(
        running,
        `(() => {
          const field = document.querySelector(${JSON.stringify(selector)});
          field?.focus();
          return field !== null && document.activeElement === field;
        })()`,
      ),
    )
    .toBe(true);
  await running.app.evaluate(
    ({ BrowserWindow }, typed) =>
      BrowserWindow.getAllWindows()
        .sort((a, b) => a.id - b.id)[0]
        ?.webContents.insertText(typed),
    text,
  );
}

test('a page dies before it shows the setup code; asked again, the same reset shows its code, and the user sets up 2FA', async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  const { app, page, openSecondWindow } = running;
  const rows = (sql: string): readonly unknown[] => {
    const db = new BetterSqlite3(join(folder, 'firm', 'rekey.db'), { readonly: true });
    try {
      return db.prepare(sql).raw().all();
    } finally {
      db.close();
    }
  };
  const macs = () => rows('SELECT hex(mac) FROM setup_codes');

  await enter(page, admin);
  const other = await openSecondWindow();
  await openResetDialog(page, user.name);
  const dialog = page.getByRole('dialog', { name: `Reset 2FA for ${user.name}` });
  await dialog.getByLabel('Reason').selectOption('lost_phone');
  await dialog.getByRole('radio', { name: 'I called back' }).check();
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  const pid = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .sort((a, b) => a.id - b.id)[0]
      ?.webContents.getOSProcessId(),
  );
  if (pid === undefined || pid === 0) throw new Error('the page has no process');
  // The request leaves the page, which then stands still: the answer finds nobody.
  void dialog
    .getByRole('button', { name: 'Reset 2FA' })
    .evaluate(async (button: HTMLButtonElement) => {
      button.click();
      for (let turn = 0; turn < 100; turn += 1) await null;
      for (;;) void 0;
    })
    .catch(() => undefined);
  await expect.poll(macs).toHaveLength(1);
  const [made] = [macs()];
  process.kill(pid, 'SIGKILL');

  await expect.poll(() => inPage(running, 'document.body.innerText')).toContain('This window stopped working');
  await write(running, 'dialog input', PASSWORD);
  await inPage(running, 'document.querySelector("dialog form").requestSubmit()');
  await press(running, 'Client & User Management');
  await press(running, 'Users');
  await press(running, `Actions for ${user.name}`);
  await press(running, 'Reset 2FA');
  const inDialog = 'document.querySelector("[role=dialog]")';
  await expect
    .poll(() =>
      inPage(
        running,
        `(() => {
          const select = ${inDialog}?.querySelector('select');
          if (select == null) return false;
          Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, 'lost_phone');
          select.dispatchEvent(new Event('change', { bubbles: true }));
          return select.value === 'lost_phone';
        })()`,
      ),
    )
    .toBe(true);
  await press(running, 'I called back', inDialog);
  await write(running, '[role=dialog] input[inputmode=numeric]', await admin.phone.nextCode());
  await press(running, 'Reset 2FA', inDialog);
  const shown = () => inPage(running, 'document.querySelector("[data-testid=setup-code]")?.textContent ?? ""');
  await expect.poll(shown).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);

  // One reset, one code, one record.
  expect(macs()).toEqual(made);
  expect(rows("SELECT count(*) FROM activity WHERE action = 'two_factor.reset' AND outcome = 'done'")).toEqual([[1]]);

  await signIn(other, user.email, PASSWORD);
  await other.getByRole('textbox', { name: 'Setup code' }).fill(String(await shown()));
  await other.getByRole('button', { name: 'Continue' }).click();
  await other.getByRole('img', { name: 'QR code' }).waitFor();
});
