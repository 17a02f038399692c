import { ask, LOST } from '../sample-people.mjs';
import {
  answerReset,
  choose,
  closeDialog,
  dialogOf,
  fillOwnCode,
  openSection,
  showUsers,
  signIn,
  tableOf,
} from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { ElectronApplication, Page } from 'playwright-core' */

/**
 * Leaves a refused reset, a successful one and an invitation in the activity.
 * @param {Page} page
 */
async function makeActivity(page) {
  await showUsers(page);
  await choose(page, LOST.search, 'Reset 2FA');
  await answerReset(page);
  await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).fill('000000');
  await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
  await dialogOf(page).getByText('That code is not right').waitFor();
  await fillOwnCode(page);
  await dialogOf(page).getByRole('button', { name: 'Reset 2FA' }).click();
  await page.getByTestId('setup-code').waitFor();
  await closeDialog(page);
  // The code of the reset is good for this, too.
  await ask(page, 'users.invite', {
    people: [{ email: 'olive.reed@harbourfinch.example', firstName: '', lastName: '', phone: '' }],
    role: 'partner_ops',
    access: { scope: 'all', add: [], remove: [], joinsNewClients: false },
    code: '',
  });
}

/**
 * Changes one record in the file of the sample firm, as another program would.
 * @param {ElectronApplication} app
 */
async function alterRecord(app) {
  await app.evaluate(({ app: running }) => {
    const { createRequire } = process.getBuiltinModule('node:module');
    const Database = createRequire(`${running.getAppPath()}/package.json`)('better-sqlite3');
    const db = new Database(`${running.getPath('userData')}/sample/rekey.db`);
    db.exec(`INSERT OR REPLACE INTO activity SELECT seq, at, actor_id, actor_name, actor_role, target_id, target_name,
      target_role, action, outcome, 'stolen_phone', detail, app_version, hash FROM activity WHERE seq = 3`);
    db.close();
  });
}

/** @type {Chapter} */
export const activity = {
  title: 'Activity',
  isSample: true,
  scenes: [
    {
      name: 'activity',
      shows: 'Who did what, to whom, with what outcome',
      async go({ page }) {
        await signIn(page);
        await makeActivity(page);
        await openSection(page, 'Activity');
        await tableOf(page, 'Activity').getByText('2FA reset').first().waitFor();
      },
    },
    {
      name: 'activity-record',
      shows: 'One record',
      async go({ page }) {
        await tableOf(page, 'Activity')
          .getByRole('button', { name: /^2FA reset/ })
          .first()
          .click();
        await tableOf(page, 'Activity').getByText('Number in the record').waitFor();
      },
    },
    {
      name: 'activity-filters',
      shows: 'Filters',
      async go({ page }) {
        await page.getByRole('button', { name: 'Outcome' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Refused' }).click();
      },
    },
    {
      name: 'activity-nothing',
      shows: 'Nothing matches',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await page.getByRole('searchbox', { name: 'Search people' }).fill('nobody of this name');
        await page.getByText('Nothing matches.').waitFor();
      },
    },
    {
      name: 'activity-verified',
      shows: 'Verify: every record fits',
      async go({ page }) {
        await page.getByRole('button', { name: 'Clear filters' }).first().click();
        await tableOf(page, 'Activity').getByText('2FA reset').first().waitFor();
        await page.getByRole('button', { name: 'Verify', exact: true }).click();
        await page.getByText('All of them fit together').waitFor();
      },
    },
    {
      name: 'activity-printed',
      shows: 'A number on paper: the record is as it was printed',
      async go({ page }) {
        await page.getByRole('button', { name: 'Close', exact: true }).click();
        const { printed } = await page.evaluate(
          async () => JSON.parse(await window.rekey.request('activity.getHead', '{}')).value,
        );
        await page.getByRole('button', { name: 'Check a printed number' }).click();
        await page.getByRole('textbox', { name: 'Number of the record' }).fill(printed);
        await page.keyboard.press('Enter');
        await dialogOf(page).getByText('is as it was printed').waitFor();
      },
    },
    {
      name: 'activity-altered',
      shows: 'Verify: another program has changed a record',
      async go({ app, page }) {
        await dialogOf(page).getByRole('button', { name: 'Close' }).click();
        await alterRecord(app);
        await page.getByRole('button', { name: 'Verify', exact: true }).click();
        await page.getByText('is not as Rekey wrote it').waitFor();
        await tableOf(page, 'Activity').getByText('Record was altered').waitFor();
      },
    },
  ],
};
