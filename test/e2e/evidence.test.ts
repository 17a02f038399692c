// An evidence pack of the real application, in the hands of somebody without Rekey: the page in it in a real browser, and the
// commands of its README. The pack as it was made is good, and each alteration is found and named.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { linesOf, type Pack, unpack } from '../support/evidence-pack.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { carryOutReset, closeResetResult, enter, openResetDialog, start } from './application.ts';
import { findViolations } from './axe.ts';
import { prepareFirm } from './prepared-firm.ts';

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

let good: Pack;
/** As Settings shows it. */
let fingerprint: string;
/** Of a letter. */
let printed: string;

beforeAll(async () => {
  const folder = makeTempFolder();
  const { Margaret: admin, Tomasz: user } = await prepareFirm(folder);
  const { app, page, complaints, close } = await start(folder);
  onTestFinishedOrAll(close);
  await enter(page, admin);
  await openResetDialog(page, user.name);
  await carryOutReset(page, user.name, await admin.phone.nextCode());
  await closeResetResult(page);
  printed = await page.evaluate(
    async () => JSON.parse(await window.rekey.request('activity.getHead', '{}')).value.printed as string,
  );
  const file = join(makeTempFolder(), 'pack.zip');
  await app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
  }, file);
  await page.getByRole('link', { name: 'Settings' }).click();
  fingerprint =
    (await page
      .getByText(/^Fingerprint of the firm’s key/)
      .getByRole('code')
      .textContent()) ?? '';
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('button', { name: 'Evidence pack' }).click();
  const dialog = page.getByRole('dialog', { name: 'Evidence pack' });
  await dialog.getByRole('textbox', { name: 'From' }).fill('32/01/2026');
  await dialog.getByRole('button', { name: 'Make the pack' }).click();
  await dialog.getByText('Enter a day as DD/MM/YYYY.').waitFor();
  await vi.waitFor(async () => expect(await findViolations(page)).toEqual([]), { timeout: 15_000 });
  await dialog.getByRole('textbox', { name: 'From' }).fill('01/01/2020');
  await dialog.getByRole('button', { name: 'Make the pack' }).click();
  await page.getByText(/^The evidence pack with \d+ records is saved: /).waitFor();
  good = unpack(readFileSync(file));
  expect(complaints).toEqual([]);
});

const closers: (() => Promise<unknown>)[] = [];
const onTestFinishedOrAll = (close: () => Promise<unknown>): void => void closers.push(close);
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function unpackTo(pack: Pack): string {
  const folder = join(makeTempFolder(), 'evidence-pack');
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(pack)) writeFileSync(join(folder, name), bytes);
  return folder;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const edit = (file: string, change: (text: string) => string) => (pack: Pack) => {
  const text = String(pack[file]);
  const changed = change(text);
  expect(changed).not.toBe(text);
  return { ...pack, [file]: Buffer.from(changed) };
};
const editLines = (file: string, change: (lines: string[]) => string[]) =>
  edit(file, (text) =>
    change(text.split('\n').slice(0, -1))
      .map((line) => `${line}\n`)
      .join(''),
  );
const flip = (file: string, at: number) => (pack: Pack) => {
  const bytes = Buffer.from(pack[file] ?? []);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return { ...pack, [file]: bytes };
};
/** The list of hashes fits the files again. */
const withSums = (pack: Pack): Pack => ({
  ...pack,
  SHA256SUMS: Buffer.from(
    linesOf(pack, 'SHA256SUMS')
      .map((line) => line.slice(66))
      .map((file) => `${sha256(pack[file] ?? Buffer.alloc(0))}  ${file}\n`)
      .join(''),
  ),
});
/** All of it fits together, under a key of somebody else. */
function signAnew(pack: Pack): Pack {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const other = sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 40);
  const named = edit('pack.json', (text) =>
    text.replace(/("fingerprint": ")[^"]*/, `$1${other.replace(/(.{4})(?=.)/g, '$1 ')}`),
  )({ ...pack, 'firm-key.pem': Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })) });
  const summed = withSums(named);
  return { ...summed, 'SHA256SUMS.sig': sign(null, summed['SHA256SUMS'] ?? Buffer.alloc(0), privateKey) };
}
const without = (file: string) => (pack: Pack) =>
  Object.fromEntries(Object.entries(pack).filter(([name]) => name !== file));

/** What somebody does to a pack, and the files that must be named. */
const ALTERATIONS: readonly (readonly [string, (pack: Pack) => Pack, readonly string[]])[] = [
  [
    'another name in a record',
    edit('records.jsonl', (text) => text.replace('Margaret', 'Marguerite')),
    ['records.jsonl'],
  ],
  [
    'another name in a record, also where it is hashed',
    edit('records.jsonl', (text) => text.replaceAll('Tomasz Moreau', 'Tomas Moreau')),
    ['records.jsonl'],
  ],
  [
    'a record that is left out',
    editLines('records.jsonl', ([first = '', , ...rest]) => [first, ...rest]),
    ['records.jsonl', 'records.csv'],
  ],
  [
    'two records that are swapped',
    editLines('records.jsonl', ([a = '', b = '', ...rest]) => [b, a, ...rest]),
    ['records.jsonl'],
  ],
  [
    'a record that is there twice',
    editLines('records.jsonl', ([a = '', ...rest]) => [a, a, ...rest]),
    ['records.jsonl'],
  ],
  ['a line that is no record', edit('records.jsonl', (text) => `${text}{"seq":\n`), ['records.jsonl']],
  ['another cell in the table', edit('records.csv', (text) => text.replace('Margaret', 'Marguerite')), ['records.csv']],
  [
    'a row of the table that is left out',
    editLines('records.csv', ([head = '', , ...rest]) => [head, ...rest]),
    ['records.csv'],
  ],
  [
    'another hash in the chain',
    edit('chain.txt', (text) => text.replace(/^2 (.)/m, (_, digit) => `2 ${digit === '0' ? '1' : '0'}`)),
    ['chain.txt', 'records.jsonl'],
  ],
  ['a chain without its end', editLines('chain.txt', (lines) => lines.slice(0, -1)), ['chain.txt']],
  ['a chain with a gap', editLines('chain.txt', ([a = '', , ...rest]) => [a, ...rest]), ['chain.txt']],
  [
    'another setting in the policy',
    edit('policy.json', (text) => text.replace(/"idleLockMinutes": \d+/, '"idleLockMinutes": 1')),
    ['policy.json'],
  ],
  ['another range', edit('pack.json', (text) => text.replace(/"from": "2020/, '"from": "2019')), ['pack.json']],
  [
    'another number of records',
    edit('pack.json', (text) => text.replace(/"records": \d+/, '"records": 1')),
    ['pack.json', 'records.jsonl'],
  ],
  ['another byte in the report', flip('report.pdf', -200), ['report.pdf']],
  [
    'another fingerprint in the README',
    edit('README.txt', (text) => text.replace(/ {4}[0-9a-f]{4} /, '    0000 ')),
    ['README.txt'],
  ],
  [
    'a page that always agrees',
    edit('verify.html', (text) => text.replace('found.push({ file, what })', '{}')),
    ['verify.html'],
  ],
  [
    'the key of somebody else',
    (pack) => ({ ...pack, 'firm-key.pem': signAnew(pack)['firm-key.pem'] ?? Buffer.alloc(0) }),
    ['firm-key.pem', 'SHA256SUMS.sig'],
  ],
  [
    'a cell, with its hash in the list',
    (pack) => withSums(edit('records.csv', (text) => text.replace('Margaret', 'Marguerite'))(pack)),
    ['SHA256SUMS.sig'],
  ],
  ['another signature', flip('SHA256SUMS.sig', 10), ['SHA256SUMS.sig']],
  ['no report', without('report.pdf'), ['report.pdf']],
  ['no list', without('SHA256SUMS'), ['SHA256SUMS']],
  ['a file more', (pack) => ({ ...pack, 'note.txt': Buffer.from('Trust this.') }), ['note.txt']],
  ['all of it signed by somebody else', signAnew, ['firm-key.pem']],
];

describe.skipIf(!has('chromium'))('the page in a browser (needs chromium)', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
      args: (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter((arg) => arg !== ''),
    });
    const context = await browser.newContext();
    await context.setOffline(true);
    page = await context.newPage();
  });
  afterAll(() => browser.close());

  async function look(
    pack: Pack,
    typed: string,
    paper = '',
  ): Promise<{ readonly verdict: string; readonly found: readonly string[]; readonly all: string }> {
    // The untouched page looks at each pack. A page that was altered could say anything of itself.
    const trusted = unpackTo({ 'verify.html': good['verify.html'] ?? Buffer.alloc(0) });
    const folder = unpackTo(pack);
    onTestFinished(() => {
      for (const each of [trusted, folder]) rmSync(each, { recursive: true, force: true });
    });
    await page.goto(`file://${trusted}/verify.html`);
    await page.getByLabel('Fingerprint of the firm’s key').fill(typed);
    await page.getByLabel('Printed number of the record').fill(paper);
    await page.getByLabel('Choose the files').setInputFiles(Object.keys(pack).map((name) => join(folder, name)));
    await page.locator('#result[data-verdict]').waitFor();
    return {
      verdict: (await page.locator('#result').getAttribute('data-verdict')) ?? '',
      found: await page.locator('#findings li').allTextContents(),
      all: (await page.locator('#result').textContent()) ?? '',
    };
  }

  test('finds the pack as it was made good, and the paper', async () => {
    const { verdict, found, all } = await look(good, fingerprint, printed);
    expect({ verdict, found }).toEqual({ verdict: 'good', found: [] });
    expect(all).toContain('This pack is as Rekey made it, and was signed with the firm’s key.');
    expect(all).toMatch(/Paper: record \d+ is as it was printed\./);
    expect(await findViolations(page)).toEqual([]);
  });

  test('says that paper differs', async () => {
    const other = printed.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await look(good, fingerprint, other)).toMatchObject({ verdict: 'bad', found: [] });
    expect((await look(good, fingerprint, printed.replace(/^\d+/, '9999'))).all).toContain('there is no record 9999');
  });

  test.each(ALTERATIONS)('finds %s', async (_, alter, named) => {
    const { verdict, found } = await look(alter(good), fingerprint);
    expect(verdict).toBe('bad');
    for (const file of named)
      expect(
        found.some((words) => words.startsWith(`${file}: `)),
        `${file} in ${found.join(' ')}`,
      ).toBe(true);
  });

  test('a pack that somebody else signed shows their fingerprint', async () => {
    const { verdict, all } = await look(signAnew(good), '');
    expect(verdict).toBe('good');
    expect(all).toContain('Compare the fingerprint of the key below with the firm’s.');
    expect(all).not.toContain(fingerprint);
  });
});

const missing = ['openssl', 'sha256sum', 'sed', 'grep'].filter((program) => !has(program));
describe.skipIf(missing.length > 0)(`the commands of the README (needs ${missing.join(', ') || 'openssl'})`, () => {
  const commands = (): readonly string[] =>
    String(good['README.txt'])
      .split('\n')
      .filter((line) => line.startsWith('    '))
      .map((line) => line.slice(4));
  const run = (pack: Pack, script: string) => {
    const folder = unpackTo(pack);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
  };
  const starting = (word: string): string => commands().find((line) => line.startsWith(word)) ?? '';

  test('agree about the files and the signature', () => {
    for (const word of ['sha256sum --check', 'openssl pkeyutl'])
      expect([word, run(good, starting(word)).status]).toEqual([word, 0]);
    const { stdout } = run(good, starting('openssl pkey -pubin'));
    expect(stdout.slice(0, 40)).toBe(fingerprint.replaceAll(' ', ''));
  });

  test.each(ALTERATIONS)('find %s', (what, alter) => {
    const pack = alter(good);
    // A file more is in no list, and another key is found by its fingerprint.
    const codes = ['sha256sum --check', 'openssl pkeyutl'].map((word) => run(pack, starting(word)).status);
    const isOtherKey = !run(pack, starting('openssl pkey -pubin')).stdout.startsWith(fingerprint.replaceAll(' ', ''));
    expect(codes.some((code) => code !== 0) || isOtherKey).toBe(what !== 'a file more');
  });

  test('show that a record fits its hash and the chain', () => {
    const script = commands().slice(commands().indexOf('n=12')).join('\n').replace('n=12', 'n=2');
    const hashes = (pack: Pack): readonly string[] =>
      run(pack, script)
        .stdout.trim()
        .split('\n')
        .map((line) => /[0-9a-f]{64}/.exec(line)?.[0] ?? '');
    expect(new Set(hashes(good)).size).toBe(1);
    expect(hashes(good)).toHaveLength(3);
    const altered = edit('records.jsonl', (text) => text.replaceAll(/"canonical":\[2,\d/g, '"canonical":[2,9'))(good);
    expect(new Set(hashes(altered)).size).toBe(2);
  });
});
