// What the campaign disturbs of an import, an export, an evidence pack and an access review, as a person does it with mouse and
// keys, and what must be true of each after the next start.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { Context } from '../../main/services/act/context.ts';
import { codeOf } from './application-firm.ts';
import { answerDialogs, type Running } from './application-works.ts';
import { CLIENT, count, countWrongCodes, findWrongInPack, invitedEmail, ROWS, rowsOf } from './files-firm.ts';

/** What a round leaves for the check after the next start, and for the work that goes on then. */
export interface Round {
  readonly number: number;
  readonly running: Running;
  /** The folder of the files that are chosen. */
  readonly files: string;
  /** Of what the screen said: the most of it counts. */
  readonly said: { done: number; isEnded: boolean };
}

export interface FilesWork {
  /** Up to the press that begins the act, and before it what the round before has left. */
  reach(round: Round): Promise<void>;
  /** From that press to what the screen says at the end. */
  act(round: Round): Promise<void>;
  /** What is wrong after the next start. */
  check(context: Context, round: Round): readonly string[];
  /** Pages of the data's disk that are some more than the act takes. */
  readonly pages: number;
}

const dialogOf = (page: Page): Locator => page.getByRole('dialog');

async function fillCode(page: Page): Promise<void> {
  const field = dialogOf(page).getByRole('textbox', { name: '6-digit code' });
  if (await field.isVisible()) await field.fill(codeOf(1));
}

async function openUsers(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Client & User Management' }).click();
  await page.getByRole('tab', { name: 'Users' }).click();
}

/** The file is as it was, or it is whole. */
const OLD = 'of before';
/** Every other file takes the place of another one. */
function prepareTarget(file: string, number: number): void {
  if (!existsSync(file) && number % 2 === 1) writeFileSync(file, OLD);
}
const isNew = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8') !== OLD;
const modeOf = (file: string): readonly string[] =>
  (statSync(file).mode & 0o077) === 0 ? [] : [`others may read ${file}`];

// Import.

const listFile = ({ files }: Round, number: number): string => join(files, `people-${number}.csv`);
const codesFile = ({ files }: Round, number: number): string => join(files, `codes-${number}.csv`);

function writeList(round: Round): void {
  const rows = ['First name,Last name,Email,Role,Clients'];
  for (let row = 0; row < ROWS.invited; row++)
    rows.push(`Zoë,Müller ${row},${invitedEmail(round.number, row)},Client Ops,${CLIENT}`);
  for (let row = 0; row < ROWS.updated; row++) rows.push(`Renamed,In list ${round.number},person${row}@firm.example,,`);
  writeFileSync(listFile(round, round.number), `${rows.join('\r\n')}\r\n`);
}

/** @param isAgain people who are still invited get new codes. */
async function planImport(round: Round, number: number, isAgain: boolean): Promise<void> {
  const { app, page } = round.running;
  await answerDialogs(app, codesFile(round, number), listFile(round, number));
  await page.getByRole('button', { name: 'Import people' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  await dialog.getByRole('heading', { name: 'Match the columns' }).waitFor();
  await dialog.getByRole('checkbox', { name: 'Name', exact: true }).check();
  if (isAgain) await dialog.getByRole('checkbox', { name: 'Activation code of people who are still invited' }).check();
  await dialog.getByRole('button', { name: 'Dry run' }).click();
  await dialog.getByRole('heading', { name: 'Dry run' }).waitFor();
  await dialog.getByRole('textbox', { name: 'Statement' }).fill(`The people of list ${number}`);
  await fillCode(page);
}

const importButton = (page: Page): Locator =>
  dialogOf(page).getByRole('button', { name: /^Import [\d,]+ (person|people)$/ });

async function carryOutImport(page: Page): Promise<void> {
  await importButton(page).click();
  const save = dialogOf(page).getByRole('button', { name: 'Save activation codes' });
  await save.click({ timeout: 120_000 });
  await dialogOf(page).getByText('The file is now the only place').waitFor();
}

/** How many rows the screen says are done, until it says so no more. */
async function watchProgress({ running: { page }, said }: Round): Promise<void> {
  for (;;) {
    const value = await page
      .getByRole('progressbar', { name: 'Imported so far' })
      .getAttribute('value', { timeout: 60_000 })
      .catch(() => undefined);
    if (value === undefined) return;
    said.done = Math.max(said.done, Number(value));
    await delay(50);
  }
}

const importPeople: FilesWork = {
  pages: 900,
  async reach(round) {
    const { page } = round.running;
    await openUsers(page);
    const before = round.number - 1;
    if (existsSync(listFile(round, before))) {
      await planImport(round, before, true);
      await carryOutImport(page);
      await dialogOf(page).getByRole('button', { name: 'Done' }).click();
      await dialogOf(page).waitFor({ state: 'hidden' });
    }
    writeList(round);
    prepareTarget(codesFile(round, round.number), round.number);
    await planImport(round, round.number, false);
  },
  async act(round) {
    void watchProgress(round);
    await carryOutImport(round.running.page);
    round.said.isEnded = true;
  },
  check(context, round) {
    const wrong: string[] = [];
    const lists = [round.number - 1, round.number].filter((number) => existsSync(listFile(round, number)));
    for (const number of lists) {
      const isRepeated = number < round.number;
      const like = { like: invitedEmail(number, 0).replace('row0', 'row%') };
      const invited = count(context, 'SELECT count(*) AS n FROM users WHERE email LIKE :like', like);
      const acts = count(
        context,
        `SELECT count(*) AS n FROM activity WHERE action = 'user.invited' AND outcome = 'done'
           AND target_id IN (SELECT id FROM users WHERE email LIKE :like)`,
        like,
      );
      const last = { last: `In list ${number}` };
      const updated = count(context, 'SELECT count(*) AS n FROM users WHERE last_name = :last', last);
      // The next list gives the same people its own name, after the lists before it have come to their end.
      const isWhole = invited === ROWS.invited;
      if (acts !== invited) wrong.push(`list ${number}: ${invited} invited, ${acts} records`);
      if (!isWhole && invited % 500 !== 0) wrong.push(`list ${number}: half a batch, ${invited}`);
      if (updated !== 0 && (updated !== ROWS.updated || !isWhole)) wrong.push(`list ${number}: ${updated} updated`);
      if (isRepeated && !isWhole) wrong.push(`list ${number} was repeated, and has ${invited}`);
      if (!isRepeated && invited + updated < round.said.done)
        wrong.push(`list ${number}: ${round.said.done} shown as done, ${invited + updated} are`);
      const codes = codesFile(round, number);
      if (isNew(codes)) {
        const bad = countWrongCodes(context, codes);
        if (bad > 0) wrong.push(`list ${number}: ${bad} codes of the file open nothing`);
        if (isRepeated && rowsOf(codes).length !== ROWS.invited + 1) wrong.push(`list ${number}: codes are missing`);
        wrong.push(...modeOf(codes));
      } else if (isRepeated || round.said.isEnded) wrong.push(`list ${number}: its codes are gone`);
    }
    return wrong;
  },
};

// Export.

const exported = ({ files, number }: Round): string => join(files, `list-${number}.csv`);
const isOfActivity = ({ number }: Round): boolean => number % 4 >= 2;
const recordsOf = (context: Context, action: string): number =>
  count(context, "SELECT count(*) AS n FROM activity WHERE action = :action AND outcome = 'done'", { action });
let madeBefore = 0;

const exportList: FilesWork = {
  pages: 12,
  async reach(round) {
    const { app, page } = round.running;
    prepareTarget(exported(round), round.number);
    await answerDialogs(app, exported(round));
    if (isOfActivity(round)) await page.getByRole('link', { name: 'Activity' }).click();
    else await openUsers(page);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await dialogOf(page).getByRole('button', { name: 'Export', exact: true }).waitFor();
    await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).fill(codeOf(1));
  },
  async act(round) {
    const { page } = round.running;
    await dialogOf(page).getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByText(/rows? (is|are) saved/).waitFor();
    round.said.isEnded = true;
  },
  check(context, round) {
    const wrong: string[] = [];
    const file = exported(round);
    const made = recordsOf(context, 'export.made') - madeBefore;
    madeBefore += made;
    if (made > 1) wrong.push(`${made} records of one export`);
    if (!isNew(file)) {
      if (round.said.isEnded) wrong.push('the file that was saved is gone');
      if (made > 0) wrong.push('an export is on record that nobody has');
      return wrong;
    }
    const begun = recordsOf(context, 'export.begun');
    if (begun < madeBefore) wrong.push('a file is there whose beginning is not on record');
    const [, ...rows] = rowsOf(file);
    if (isOfActivity(round)) {
      // The newest is the export itself, and the oldest has the number 1.
      if (Number(rows[0]?.[0]) !== rows.length || rows.at(-1)?.[0] !== '1') wrong.push('the file is not whole');
    } else if (rows.length !== count(context, 'SELECT count(*) AS n FROM users')) wrong.push('the file is not whole');
    return [...wrong, ...modeOf(file)];
  },
};

// Evidence pack.

const packed = ({ files, number }: Round): string => join(files, `pack-${number}.zip`);

const makeEvidence: FilesWork = {
  pages: 12,
  async reach(round) {
    const { app, page } = round.running;
    prepareTarget(packed(round), round.number);
    await answerDialogs(app, packed(round));
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('button', { name: 'Evidence pack', exact: true }).click();
    await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).fill(codeOf(1));
  },
  async act(round) {
    const { page } = round.running;
    await dialogOf(page).getByRole('button', { name: 'Make the pack' }).click();
    await page.getByText(/^The evidence pack with [\d,]+ records is saved/).waitFor({ timeout: 120_000 });
    round.said.isEnded = true;
  },
  check(context, round) {
    const file = packed(round);
    if (!isNew(file)) return round.said.isEnded ? ['the pack that was saved is gone'] : [];
    const wrong = recordsOf(context, 'evidence.made') > 0 ? [] : ['a pack is there that is not on record'];
    return [...wrong, ...findWrongInPack(file), ...modeOf(file)];
  },
};

// Access review.

const CONFIRMED = 4;

async function decideAbout(
  page: Page,
  number: number,
  verb: 'Change' | 'Deactivate',
  answer: (dialog: Locator) => Promise<unknown>,
) {
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill(`person${number}@`);
  const grid = page.getByRole('grid', { name: 'Accounts to review' });
  await grid.getByRole('button', { name: `Person Number${number}`, exact: true }).click();
  const panel = page.getByRole('complementary', { name: `Review of Person Number${number}` });
  await panel.getByRole('button', { name: verb, exact: true }).click();
  await answer(dialogOf(page));
  await dialogOf(page).waitFor({ state: 'hidden' });
  await page.getByText('“Left in October”').waitFor();
  await page.keyboard.press('Escape');
}

const reviewAccess: FilesWork = {
  pages: 25,
  async reach({ running: { page } }) {
    await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('access review');
    await page.getByRole('option', { name: 'Access review' }).click();
    await page.getByRole('heading', { name: 'Access review', level: 1 }).waitFor();
    await page.getByRole('button', { name: /^(Begin|End) the review$/ }).waitFor();
  },
  async act({ running: { page }, number, said }) {
    const begin = page.getByRole('button', { name: 'Begin the review' });
    if (await begin.isVisible()) await begin.click();
    const left = page.getByRole('button', { name: /^To review [\d,]+$/ });
    const leftNow = async (): Promise<number> => Number((await left.innerText()).replaceAll(/\D/g, ''));
    const grid = page.getByRole('grid', { name: 'Accounts to review' });
    await grid.getByRole('button', { name: 'Admin Number', exact: false }).first().click();
    const confirm = page.getByRole('button', { name: 'Confirm', exact: true });
    for (let confirmed = 0; confirmed < CONFIRMED; confirmed++) {
      const before = await leftNow();
      await confirm.click();
      while ((await leftNow()) >= before) await page.waitForTimeout(20);
      said.done += 1;
    }
    await page.keyboard.press('Escape');
    await decideAbout(page, 2 * number, 'Change', async (dialog) => {
      await dialog.getByRole('combobox', { name: 'Role' }).selectOption('client_self_service');
      await fillCode(page);
      await dialog.getByRole('textbox', { name: 'Note' }).fill('Left in October');
      await dialog.getByRole('button', { name: 'Save' }).click();
    });
    said.done += 1;
    await decideAbout(page, 2 * number + 1, 'Deactivate', async (dialog) => {
      await dialog.getByRole('textbox', { name: 'Note' }).fill('Left in October');
      await dialog.getByRole('button', { name: 'Deactivate' }).click();
    });
    said.done += 1;
    await page.getByRole('button', { name: 'End the review' }).click();
    await dialogOf(page).getByRole('textbox').fill(`Ended in round ${number}`);
    await dialogOf(page).getByRole('button', { name: 'End it' }).click();
    await page.getByRole('heading', { name: 'The last review' }).waitFor();
    said.isEnded = true;
  },
  check: checkReviews,
};

/** Of the review that was the newest at the last look. */
let decidedBefore = { reviewId: 0, decided: 0 };

function checkReviews(context: Context, { said }: Round): readonly string[] {
  const wrong: string[] = [];
  const reviewId = count(context, 'SELECT coalesce(max(id), 0) AS n FROM access_reviews');
  const decided = (what: string): number =>
    count(context, `SELECT count(*) AS n FROM access_review_rows WHERE review_id = :reviewId AND ${what}`, {
      reviewId,
    });
  const before = decidedBefore.reviewId === reviewId ? decidedBefore.decided : 0;
  const now = decided('decision IS NOT NULL');
  decidedBefore = { reviewId, decided: now };
  if (now - before < said.done) wrong.push(`${said.done} decisions were shown, ${now - before} are there`);
  const records = count(
    context,
    `SELECT count(*) AS n FROM activity
     WHERE action = 'review.confirmed' AND outcome = 'done' AND json_extract(detail, '$.reviewId') = :reviewId`,
    { reviewId },
  );
  const confirmed = decided("decision = 'confirmed'");
  if (records !== confirmed) wrong.push(`${confirmed} are confirmed, ${records} records say so`);
  const torn = count(
    context,
    `SELECT count(*) AS n FROM access_review_rows r JOIN users u ON u.id = r.user_id
     WHERE r.review_id = :reviewId AND (coalesce(r.decision, '') = 'deactivated') <> (u.status = 'deactivated')`,
    { reviewId },
  );
  if (torn > 0) wrong.push(`${torn} accounts are not what their decision says`);
  const reviews = (what: string): number => count(context, `SELECT count(*) AS n FROM access_reviews WHERE ${what}`);
  if (reviews('true') !== recordsOf(context, 'review.started'))
    wrong.push('a review is there more or less than on record');
  if (reviews('finished_at IS NOT NULL') !== recordsOf(context, 'review.ended'))
    wrong.push('an end of a review is there more or less than on record');
  if (said.isEnded && reviews('finished_at IS NULL') > 0) wrong.push('a review that was ended is open');
  return wrong;
}

export const FILES_WORKS: Readonly<Record<string, FilesWork>> = {
  import: importPeople,
  export: exportList,
  'evidence pack': makeEvidence,
  'access review': reviewAccess,
};
