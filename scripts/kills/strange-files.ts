// Files that nobody means to choose, in the real application: what imports read, and where exports go. Each case says what the
// screen must say, and nothing may be left beside a file. Runs as root on Linux, in Electron's own Node, with a display.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { codeOf, PASSWORD } from './application-firm.ts';
import { answerDialogs, launch, type Running } from './application-works.ts';
import { adminEmail, CLIENT, count, lookAtCopy, makeFilesFirm, rowsOf } from './files-firm.ts';

const base = mkdtempSync(join(tmpdir(), 'rekey-strange-files-'));
const root = join(base, 'run');
const files = join(base, 'files');
const at = (name: string): string => join(files, name);
const HEAD = 'First name,Last name,Email,Role,Clients';
const row = (first: string, email: string): string => `${first},Strange,${email},Client Ops,${CLIENT}`;
const table = (...rows: string[]): string => `${[HEAD, ...rows].join('\r\n')}\r\n`;
const run = (program: string, ...args: string[]): void => {
  if (spawnSync(program, args).status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
};

/** As spreadsheets write it, with one cell. */
const workbook = (): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    ),
    'xl/workbook.xml': strToU8('<?xml version="1.0"?><workbook><sheets><sheet name="People"/></sheets></workbook>'),
    'xl/worksheets/sheet1.xml': strToU8('<?xml version="1.0"?><worksheet><sheetData/></worksheet>'),
  });

interface Strange {
  readonly name: string;
  /** @returns the file that is chosen. */
  make(): string;
  /** What the dialog says after the file is chosen, or after the dry run where there is one. */
  readonly says: RegExp;
  /** The columns can be matched and tried. */
  readonly isTable?: true;
}

const write = (name: string, content: string | Uint8Array) => (): string => {
  writeFileSync(at(name), content);
  return at(name);
};
const MB = 2 ** 20;
const padded = (text: string, size: number): Buffer => Buffer.concat([Buffer.from(text), Buffer.alloc(size, 'x')]);

const TO_IMPORT: readonly Strange[] = [
  { name: 'a workbook with the name of a CSV file', make: write('book.csv', workbook()), says: /This is a workbook/ },
  {
    name: 'one byte more than 32 MB',
    make: write('large.csv', padded(HEAD, 32 * MB + 1 - HEAD.length)),
    says: /larger than 32 MB/,
  },
  {
    name: '32 MB without a line break',
    make: write('line.csv', padded(HEAD, 32 * MB - HEAD.length)),
    says: /a row there is too long/,
  },
  {
    name: '100,000 rows of 32 MB',
    make: write(
      'full.csv',
      `${HEAD}\r\n${`${row('x'.repeat(90), 'nobody at all')},${'y'.repeat(170)}\r\n`.repeat(99_999)}`,
    ),
    says: /Nothing would be changed/,
    isTable: true,
  },
  {
    name: '100 columns',
    make: write('wide.csv', `${HEAD}${',x'.repeat(95)}\r\n${row('Ann', 'wide@new.example')}${','.repeat(95)}\r\n`),
    says: /1 person will be invited/,
    isTable: true,
  },
  { name: '101 columns', make: write('wider.csv', `${HEAD}${',x'.repeat(96)}\r\n`), says: /more than 100 columns/ },
  {
    name: 'headings that come twice',
    make: write(
      'twice.csv',
      'Email,E-mail,Name,Name,Role,Clients\r\ntwo@new.example,other@new.example,Ann Lee,Bob Ray,Client Ops,' +
        `${CLIENT}\r\n`,
    ),
    says: /1 person will be invited/,
    isTable: true,
  },
  {
    name: 'a folder',
    make() {
      mkdirSync(at('folder.csv'));
      return at('folder.csv');
    },
    says: /This is no file/,
  },
  { name: 'a file that is gone', make: () => at('gone.csv'), says: /cannot be read/ },
  {
    name: 'a named pipe',
    make() {
      run('mkfifo', at('pipe.csv'));
      return at('pipe.csv');
    },
    says: /This is no file/,
  },
  { name: '/dev/zero', make: () => '/dev/zero', says: /This is no file/ },
  { name: 'a file of the kernel', make: () => '/proc/self/environ', says: /This file is empty/ },
  {
    name: 'a socket',
    make() {
      createServer().listen(at('socket.csv')).unref();
      return at('socket.csv');
    },
    says: /cannot be read/,
  },
  {
    name: 'a link to a list',
    make() {
      writeFileSync(at('linked.txt'), table(row('Ann', 'linked@new.example')));
      symlinkSync(at('linked.txt'), at('link.csv'));
      return at('link.csv');
    },
    says: /1 person will be invited/,
    isTable: true,
  },
  {
    name: 'a link to itself',
    make() {
      symlinkSync(at('loop.csv'), at('loop.csv'));
      return at('loop.csv');
    },
    says: /cannot be read/,
  },
  { name: 'zeros between letters', make: write('zeros.csv', table(row('A\0nn', 'z@new.example'))), says: /is no text/ },
  {
    name: 'CESU-8',
    make: write('cesu.csv', Buffer.concat([Buffer.from(`${HEAD}\r\nAnn`), Buffer.from('eda0bdedb880', 'hex')])),
    says: /is no text/,
  },
  {
    name: 'a name that turns the line around',
    make: write('turned.csv', table(row('Ann\u202Enna', 'turned@new.example'))),
    says: /1 row is refused|1 person will be invited/,
    isTable: true,
  },
  {
    name: 'a cell of 10,000 letters',
    make: write('long.csv', table(row('x'.repeat(10_000), 'long@new.example'))),
    says: /Refused 1\b/,
    isTable: true,
  },
  {
    name: 'a quotation mark that is never closed',
    make: write('quote.csv', table(row('"Ann', 'quote@new.example'))),
    says: /never closed/,
  },
];

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
const running: Running = await (async () => {
  mkdirSync(files);
  await makeFilesFirm(root);
  return launch(root);
})();
const { app, page } = running;
// The debugger forgets the process when it has ended.
const child = app.process();
const dialog = page.getByRole('dialog');
const alert = dialog.getByRole('alert').filter({ hasText: /\S/ });
let failed = 0;

const report = (name: string, isRight: boolean, said: string): void => {
  if (!isRight) failed += 1;
  console.log(`${isRight ? '' : 'FAILED '}${name}: ${said.replaceAll(/\s+/g, ' ').slice(0, 300)}`);
};
const halves = (): readonly string[] => readdirSync(files).filter((name) => name.startsWith('.rekey-'));

async function fillCode(): Promise<void> {
  const field = dialog.getByRole('textbox', { name: '6-digit code' });
  if (await field.isVisible()) await field.fill(codeOf(1));
}

async function choose(file: string, save = at('saved.csv')): Promise<boolean> {
  await answerDialogs(app, save, file);
  await page.getByRole('button', { name: 'Import people' }).click();
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  const heading = dialog.getByRole('heading', { name: 'Match the columns' });
  await heading.or(alert).first().waitFor({ timeout: 120_000 });
  return heading.isVisible();
}
async function dryRun(): Promise<void> {
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  const heading = dialog.getByRole('heading', { name: 'Dry run' });
  await heading.or(alert).first().waitFor({ timeout: 120_000 });
}
async function leave(): Promise<void> {
  await page.keyboard.press('Escape');
  const discard = page.getByRole('button', { name: 'Discard' });
  if (await discard.isVisible()) await discard.click();
  await dialog.first().waitFor({ state: 'hidden' });
}

async function tryImport({ name, make, says, isTable = undefined }: Strange): Promise<void> {
  const isRead = await choose(make());
  if (isRead) await dryRun();
  const said = await dialog.first().innerText();
  report(
    name,
    says.test(said.replaceAll(/\s+/g, ' ')) && isRead === (isTable === true),
    (says.exec(said) ?? [said])[0] ?? '',
  );
  await leave();
}

/** The act does what its dry run has said, and reads nothing again. */
async function importAll(name: string, list: string, file: string): Promise<string> {
  writeFileSync(file, list);
  await choose(file, at(`codes-${name}.csv`));
  await dryRun();
  writeFileSync(file, table(row('Changed', 'changed@new.example')));
  await dialog.getByRole('textbox', { name: 'Statement' }).fill('Strange people');
  await fillCode();
  await dialog.getByRole('button', { name: /^Import \d/ }).click();
  await dialog.getByRole('button', { name: 'Save activation codes' }).click();
  const words = dialog.getByText('The file is now the only place');
  await words.waitFor();
  const said = await words.innerText();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return said;
}

async function tryExport(name: string, file: string, says: RegExp, isRight: () => boolean): Promise<void> {
  await answerDialogs(app, file);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByRole('button', { name: 'Export', exact: true }).waitFor();
  await fillCode();
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const saved = page.getByText(/rows? (is|are) saved/).last();
  await saved.or(alert).first().waitFor();
  const said = (await saved.isVisible()) ? await saved.innerText() : await dialog.first().innerText();
  report(
    `export: ${name}`,
    says.test(said) && isRight() && halves().length === 0,
    (says.exec(said) ?? [said])[0] ?? '',
  );
  const note = page.getByRole('button', { name: 'Close this note' });
  // It goes by itself, too.
  while (await note.first().isVisible())
    await note
      .first()
      .click({ timeout: 2000 })
      .catch(() => undefined);
  if (await dialog.first().isVisible()) await leave();
}

const SAVED = /\d+ rows are saved: “[^”]+” in [^.]+/;
const NOT_SAVED = /was not saved/i;
const isWhole = (file: string): boolean => lstatSync(file).isFile() && rowsOf(file).length > 100;

try {
  await page.getByRole('textbox', { name: 'Email' }).fill(adminEmail(0));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: '6-digit code' }).fill(codeOf());
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();

  const people = table(
    row('=HYPERLINK("x")'.replaceAll('"', "'"), 'f@new.example'),
    row('👩🏽‍🚀 Ann', 'e@new.example'),
    row('-2+3', 'm@new.example'),
  );
  const said = await importAll('kept', people, at('kept.csv'));
  report('a file that changes between dry run and act', said.includes('codes-kept.csv'), said);
  report(
    'its codes',
    rowsOf(at('codes-kept.csv')).length === 4,
    String(rowsOf(at('codes-kept.csv')).map(([name]) => name)),
  );

  const over = at('read-only.csv');
  writeFileSync(over, 'of before');
  chmodSync(over, 0o444);
  await tryExport('over a read-only file', over, SAVED, () => isWhole(over) && (statSync(over).mode & 0o777) === 0o600);
  writeFileSync(at('target.txt'), 'of before');
  symlinkSync(at('target.txt'), at('link-out.csv'));
  await tryExport(
    'over a link',
    at('link-out.csv'),
    SAVED,
    () => isWhole(at('link-out.csv')) && readFileSync(at('target.txt'), 'utf8') === 'of before',
  );
  run('mkfifo', at('pipe-out.csv'));
  await tryExport('over a named pipe', at('pipe-out.csv'), SAVED, () => isWhole(at('pipe-out.csv')));
  mkdirSync(at('folder-out.csv'));
  await tryExport('over a folder', at('folder-out.csv'), NOT_SAVED, () =>
    lstatSync(at('folder-out.csv')).isDirectory(),
  );
  await tryExport('into a folder that is gone', join(files, 'no-folder', 'list.csv'), NOT_SAVED, () => true);
  await tryExport('a name that is too long', at(`${'x'.repeat(300)}.csv`), NOT_SAVED, () => true);
  await tryExport('under a file', join(over, 'list.csv'), NOT_SAVED, () => isWhole(over));
  mkdirSync(at('closed'));
  writeFileSync(at('closed/list.csv'), 'of before');
  run('chattr', '+i', at('closed'), at('closed/list.csv'));
  await tryExport(
    'into a folder without rights',
    at('closed/new.csv'),
    NOT_SAVED,
    () => readdirSync(at('closed')).length === 1,
  );
  run('chattr', '-i', at('closed'));
  await tryExport(
    'over a file that cannot be replaced',
    at('closed/list.csv'),
    NOT_SAVED,
    () => readdirSync(at('closed')).length === 1 && readFileSync(at('closed/list.csv'), 'utf8') === 'of before',
  );
  run('chattr', '-i', at('closed/list.csv'));
  const exported = rowsOf(over).filter(([, last]) => last === 'Strange');
  report('formulas and emoji in an export', exported.length === 3, String(exported.map(([first]) => first)));

  for (const strange of TO_IMPORT) await tryImport(strange);
  const growing = at('growing.csv');
  writeFileSync(growing, table(...Array.from({ length: 90_000 }, (_, i) => row(`Ann${i}`, `g${i}@new.example`))));
  const timer = setInterval(() => appendFileSync(growing, `${row('Late', 'late@new.example')}\r\n`), 2);
  await tryImport({
    name: 'a file that grows while it is read',
    make: () => growing,
    says: /Another program has changed/,
  });
  clearInterval(timer);

  await app.close();
  const wrong = await lookAtCopy(root, (context) => {
    const made = count(context, "SELECT count(*) AS n FROM activity WHERE action = 'export.made'");
    const changed = count(context, "SELECT count(*) AS n FROM users WHERE email = 'changed@new.example'");
    return [
      ...(made === 3 ? [] : [`${made} exports are on record as made`]),
      ...(changed === 0 ? [] : ['the changed file was read again']),
    ];
  });
  report('the firm afterwards', wrong.length === 0 && halves().length === 0, wrong.join('; ') || 'whole');
  const notes = join(root, 'data', 'half-files');
  report('notes of half files', !existsSync(notes) || readdirSync(notes).length === 0, basename(notes));
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  clearInterval(staying);
  child.kill('SIGKILL');
  spawnSync('chattr', ['-R', '-i', files]);
  rmSync(base, { recursive: true, force: true });
}
