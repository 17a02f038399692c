// A window whose page dies, hangs or does not load: it is logged, the session locks, and the page comes back and says so.
// A page that keeps dying is not started for ever, and a second start of Rekey brings it back. When main itself fails, it
// ends in order. Playwright cannot use a page that has died once, so these tests look at it through main.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, type Running, start } from './application.ts';
import { PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

interface Scene extends Running {
  readonly folder: string;
  readonly admin: PreparedPerson;
  readonly colleague: PreparedPerson;
}

async function setScene(): Promise<Scene> {
  const folder = makeTempFolder();
  const { Margaret: admin, Daniel: colleague } = await prepareFirm(folder);
  const running = await start(folder);
  onTestFinished(running.close);
  return { ...running, folder, admin, colleague };
}

const logOf = ({ folder }: Scene): string => readFileSync(join(folder, 'logs', 'rekey.log'), 'utf8');

/** Runs a script in the page of the first window. A page that dies in between never answers. */
const inPage = ({ app }: Scene, script: string): Promise<unknown> =>
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
const expectText = (scene: Scene, text: string): Promise<void> =>
  expect.poll(() => inPage(scene, 'document.body.innerText')).toContain(text);

/** Kills the page of the first window, as the system does when memory runs out. */
async function killPage({ app }: Scene): Promise<void> {
  const pid = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .sort((a, b) => a.id - b.id)[0]
      ?.webContents.getOSProcessId(),
  );
  if (pid === undefined || pid === 0) throw new Error('the page has no process');
  process.kill(pid, 'SIGKILL');
  // Until main has heard of it, the dead page would still be looked at.
  const now = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((it) => it.webContents.getOSProcessId()));
  await expect.poll(now).not.toContain(pid);
}

/** The page is back and locked: its process is another one. */
const expectBack = (scene: Scene): Promise<void> => expectText(scene, 'This window stopped working');

/** The dialogs of the system stay away: they are noted, and answered with the button of this number, or never. */
const answerDialogs = ({ app }: Scene, answer: number | null): Promise<void> =>
  app.evaluate(({ dialog }, response) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    Object.assign(dialog, {
      showMessageBox(_window: unknown, { message }: { message: string }) {
        asked.push(message);
        return response === null ? new Promise(() => undefined) : Promise.resolve({ response, checkboxChecked: false });
      },
      showErrorBox: (title: string) => void asked.push(title),
    });
  }, answer);
const askedOf = ({ app }: Scene): Promise<unknown> => app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown);

function sessionsOf({ folder }: Scene): unknown {
  const db = new BetterSqlite3(join(folder, 'firm', 'rekey.db'), { readonly: true });
  try {
    return db.prepare('SELECT ended_because, presence_at FROM sessions ORDER BY started_at').all();
  } finally {
    db.close();
  }
}

const startAgain = async ({ folder }: Scene): Promise<void> => {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const given = (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const root = join(import.meta.dirname, '../..');
  const second = spawn(
    process.env['REKEY_ELECTRON'] ?? '',
    [...given, '--disable-gpu', root, `--user-data-dir=${folder}`],
    { env, stdio: 'ignore' },
  );
  await once(second, 'exit');
};

test('a page that is killed comes back locked, in the same session; another window goes on', async () => {
  const scene = await setScene();
  const { app, page, admin, colleague, openSecondWindow } = scene;
  await enter(page, admin);
  const other = await openSecondWindow();
  await enter(other, colleague);
  await killPage(scene);
  await expectText(scene, 'This window stopped working and was started again.');
  await expect
    .poll(() => inPage(scene, 'document.querySelector("dialog[open]")?.getAttribute("aria-label")'))
    .toBe('Locked');
  await expect.poll(() => inPage(scene, 'document.body.innerText')).not.toContain('Bluewater Marine');
  expect(logOf(scene)).toMatch(/window \d+: its process is gone: (killed|crashed), exit code \d+/);
  expect(sessionsOf(scene)).toEqual([1, 2].map(() => ({ ended_because: null, presence_at: null })));
  await other.getByRole('button', { name: `Account of ${colleague.name}` }).waitFor();

  await app.evaluate(async ({ BrowserWindow }, password) => {
    const contents = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id)[0]?.webContents;
    await contents?.executeJavaScript('document.querySelector("dialog input").focus()');
    await contents?.insertText(password);
    await contents?.executeJavaScript('document.querySelector("dialog form").requestSubmit()');
  }, PASSWORD);
  await expectText(scene, 'Bluewater Marine');
  expect(sessionsOf(scene)).toHaveLength(2);
});

test('at the sign-in page it comes back and says so', async () => {
  const scene = await setScene();
  await scene.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await killPage(scene);
  await expectText(scene, 'This window stopped working and was started again.');
  await expectText(scene, 'Use the recovery kit');
});

test('a page that keeps dying is given up; the system asks, and a second start of Rekey brings it back locked', async () => {
  const scene = await setScene();
  const { app, page, admin } = scene;
  await enter(page, admin);
  await answerDialogs(scene, null);
  for (let deaths = 1; deaths <= 3; deaths++) {
    await killPage(scene);
    if (deaths < 3) await expectBack(scene);
  }
  await expect.poll(() => askedOf(scene)).toEqual(['This window keeps stopping']);
  expect(
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.isCrashed()),
    ),
  ).toEqual([true]);
  await startAgain(scene);
  await expectText(scene, 'This window stopped working and was started again.');
  expect(sessionsOf(scene)).toEqual([{ ended_because: null, presence_at: null }]);
});

test('a window that is given up and closed ends its session', async () => {
  const scene = await setScene();
  const { app, page, admin, openSecondWindow } = scene;
  await enter(page, admin);
  await openSecondWindow();
  await answerDialogs(scene, 1);
  for (let deaths = 1; deaths <= 3; deaths++) {
    await killPage(scene);
    if (deaths < 3) await expectBack(scene);
  }
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(sessionsOf(scene)).toEqual([{ ended_because: 'application_closed', presence_at: null }]);
});

test('a page that does not load, or whose bridge fails, is logged and tried again', async () => {
  const scene = await setScene();
  await scene.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await answerDialogs(scene, null);
  await scene.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.emit('preload-error', {}, 'preload.cjs', new Error('no bridge'));
  });
  await expectText(scene, 'This window stopped working and was started again.');
  expect(logOf(scene)).toContain('its bridge failed: no bridge');
  await scene.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]
      ?.loadURL('rekey://app/none.html')
      .catch(() => undefined);
  });
  await expect.poll(() => askedOf(scene)).toEqual(['This window keeps stopping']);
  expect(logOf(scene)).toContain('rekey://app/none.html did not load: ERR_FILE_NOT_FOUND');
});

test('a window that does not respond asks whether to wait, and comes back locked', async () => {
  for (const answer of [0, 1]) {
    const scene = await setScene();
    const { app, page, admin, close } = scene;
    await enter(page, admin);
    await answerDialogs(scene, answer);
    await app.evaluate(({ BrowserWindow }) => void BrowserWindow.getAllWindows()[0]?.emit('unresponsive'));
    await expect.poll(() => askedOf(scene)).toEqual(['This window does not respond']);
    if (answer === 1) await expectText(scene, 'This window stopped working and was started again.');
    else await page.getByRole('button', { name: `Account of ${admin.name}` }).waitFor();
    expect(logOf(scene)).toContain('does not respond');
    await close();
  }
});

test('an error in main that nothing catches ends Rekey in order, and nobody stays signed in', async () => {
  const scene = await setScene();
  const { app, page, admin } = scene;
  await enter(page, admin);
  await answerDialogs(scene, 0);
  const ended = once(app.process(), 'exit');
  await app.evaluate(() => {
    void Promise.reject(new Error('nobody waits for this'));
    setTimeout(() => {
      throw new Error('nothing catches this');
    }, 500);
  });
  expect(await ended).toEqual([1, null]);
  expect(logOf(scene)).toMatch(/unhandled: Error: nobody waits for this/);
  expect(logOf(scene)).toMatch(/uncaught: Error: nothing catches this/);
  const again = await start(scene.folder);
  onTestFinished(again.close);
  await again.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await expect.poll(() => sessionsOf(scene)).toMatchObject([{ ended_because: 'application_closed' }]);
});
