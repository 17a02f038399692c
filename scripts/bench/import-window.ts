// Measures the memory of the real window while it imports 100,000 people: of main and of the page, above what each has at rest.
// Runs in Electron's own Node on Linux, and needs a display. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/import-window.ts <folder> <users>
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { answerDialogs, launch } from '../kills/application-works.ts';
import { signIn } from './application.ts';
import { makeTemporaryFolder } from './folder.mjs';
import { ADMIN } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = ''] = process.argv.slice(2);
const users = Number(countText);
const ROWS = 100_000;
const ROUNDS = 3;
/** The index of the firm is loaded, and V8 has given back what it no longer needs. */
const REST_MS = 30_000;
const LOOK_EVERY_MS = 100;
const LONG_MS = 1_800_000;
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};

/** What is of the process alone, in MB: pages of programs and files that others read, too, are not in it. */
const memoryOf = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;

const list = (client: string): string => {
  const lines = ['First name,Last name,Email,Role,Clients'];
  for (let i = 0; i < ROWS; i += 1)
    lines.push(`Person${i},Number${i},person${i}@import.example,Client Ops,"${client}"`);
  return lines.join('\r\n');
};

/** One that has its name alone. */
function readClient(): string {
  const db = new BetterSqlite3(join(folder, 'firm', 'rekey.db'), { readonly: true });
  const name = db
    .prepare<[], string>(
      "SELECT min(name) FROM clients WHERE status = 'active' GROUP BY search_text HAVING count(*) = 1 LIMIT 1",
    )
    .pluck()
    .get();
  db.close();
  if (name === undefined) throw new Error('the firm has no such client');
  return name;
}

const found: Readonly<Record<'main' | 'page', { readonly idle: number[]; readonly above: number[] }>> = {
  main: { idle: [], above: [] },
  page: { idle: [], above: [] },
};
for (let round = 0; round < ROUNDS; round += 1) {
  const work = makeTemporaryFolder();
  cpSync(folder, join(work.path, 'data'), { recursive: true });
  const file = join(work.path, 'people.csv');
  writeFileSync(file, list(readClient()));
  const { app, page } = await launch(work.path);
  page.setDefaultTimeout(LONG_MS);
  await signIn(page);
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'Import people' }).waitFor();
  const pids = {
    main: app.process().pid ?? 0,
    page: await app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    ),
  };
  await wait(REST_MS);
  const idle = { main: memoryOf(pids.main), page: memoryOf(pids.page) };
  const most = { ...idle };
  const looking = setInterval(() => {
    for (const name of ['main', 'page'] as const) most[name] = Math.max(most[name], memoryOf(pids[name]));
  }, LOOK_EVERY_MS);
  await answerDialogs(app, join(work.path, 'codes.csv'), file);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Import people' }).click();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await dialog.getByRole('heading', { name: 'Match the columns' }).waitFor();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByRole('heading', { name: 'Dry run' }).waitFor();
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('The people of another firm');
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(codeAtStep(ADMIN.secret, stepAt(Date.now()) + 1));
  await dialog.getByRole('button', { name: 'Import 100,000 people' }).click();
  await dialog.getByRole('button', { name: 'Save activation codes' }).click();
  await dialog.getByText('The file is now the only place').waitFor();
  clearInterval(looking);
  for (const name of ['main', 'page'] as const) {
    found[name].idle.push(idle[name]);
    found[name].above.push(most[name] - idle[name]);
    process.stderr.write(
      `round ${round + 1}: ${name} ${Math.round(idle[name])} MB at rest, ${Math.round(most[name])} at most\n`,
    );
  }
  await app.close();
  work.remove();
}
for (const name of ['main', 'page'] as const) {
  print({ name: `import in the window: memory of ${name} at rest`, unit: 'MB', values: found[name].idle });
  print({ name: `import in the window: memory of ${name} above that, at most`, unit: 'MB', values: found[name].above });
}
