import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerSaving, closeDialog, dialogOf, fillOwnCode, openSection, showUsers, signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */
/** @import { ElectronApplication } from 'playwright-core' */

const PEOPLE = `Name;E-mail;Mobile;Role;Client
Olive Reed;olive.reed@harbourfinch.example;020 7946 0101;Partner Ops;All clients
Rafael Costa;rafael@brightwater.example;020 7946 0102;Client Admin;Brightwater Marine
Ines Costa;ines@brightwater.example;;Client Ops;Brightwater Marine
Jonas Weber;jonas@brightwater.example;;Client Ops;"Brightwater Marine
Harrow Lane Dental"
Priya Nair;priya@harrowlane.example;020 7946 0103;Client Admin;Harrow Lane Dental
Priya Nair;PRIYA@harrowlane.example;;Client Ops;Harrow Lane Dental
Margaret Ashworth;margaret.ashworth@harbourfinch.example;;Partner Ops;
Sam Holt;sam.holt at harrowlane.example;;Client Ops;Harrow Lane Dental
Lena Fox;lena@harrowlane.example;12;Client Ops;Harrow Lane Dental
Max Boyd;max@harrowlane.example;;Office manager;Harrow Lane Dental
Ruth Kim;ruth@harrowlane.example;;Client Ops;
`;

const CLIENTS = `Client;Type;Software
Brightwater Marine;Company;Xero
Harrow Lane Dental;Partnership;
Cobalt Street Bakery;Sole trader;FreeAgent
Old Mill Trust;Trust;
Fern & Hollow Books;Shop;Xero
Cobalt street bakery;Company;
Juniper Hospice;;
`;

/**
 * The person chooses this file in the system's dialog.
 * @param {ElectronApplication} app
 * @param {string} name
 * @param {string} text
 */
async function chooseFile(app, name, text) {
  const file = join(tmpdir(), name);
  writeFileSync(file, text);
  await app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }) });
  }, file);
}

/** @type {Chapter} */
export const inAndOut = {
  title: 'Import and export',
  isSample: true,
  scenes: [
    {
      name: 'export-users',
      shows: 'Export: the list as it is filtered, with columns of your choice',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await dialogOf(page).getByText('Columns').waitFor();
        await fillOwnCode(page);
      },
    },
    {
      name: 'export-activity',
      shows: 'Export of the activity record',
      async go({ page }) {
        await closeDialog(page);
        await openSection(page, 'Activity');
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await dialogOf(page).getByText('Columns').waitFor();
      },
    },
    {
      name: 'evidence-pack',
      shows: 'An evidence pack for an auditor',
      async go({ page }) {
        await closeDialog(page);
        await page.getByRole('button', { name: 'Evidence pack' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'From' }).fill('01/01/2026');
      },
    },
    {
      name: 'import-people',
      shows: 'Import people',
      async go({ app, page }) {
        await closeDialog(page);
        await chooseFile(app, 'people.csv', PEOPLE);
        await openSection(page, 'Client & User Management');
        await showUsers(page);
        await page.getByRole('button', { name: 'Import people' }).click();
        await dialogOf(page).getByRole('button', { name: 'Choose a file' }).waitFor();
      },
    },
    {
      name: 'import-columns',
      shows: 'The columns of the file are matched',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Choose a file' }).click();
        await dialogOf(page).getByRole('heading', { name: 'Match the columns' }).waitFor();
      },
    },
    {
      name: 'import-dry-run',
      shows: 'A dry run says for each row what will happen, and why not',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Dry run' }).click();
        await dialogOf(page).getByRole('table', { name: 'Dry run' }).getByText('need at least one').waitFor();
      },
    },
    {
      name: 'import-answered',
      shows: 'Clients that are not there are made on request; the statement and the administrator’s own code',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('button', { name: /^Make 2 clients/ })
          .click();
        await dialogOf(page).getByText('will be made first').waitFor();
        await dialogOf(page).getByLabel('Statement').fill('The people of two new clients, as their managers sent them');
        await fillOwnCode(page);
      },
    },
    {
      name: 'import-result',
      shows: 'The result, with the activation codes as letters or as a file',
      async go({ page }) {
        await dialogOf(page)
          .getByRole('button', { name: /^Import \d/ })
          .click();
        await dialogOf(page).getByRole('button', { name: 'Save activation codes' }).waitFor();
      },
    },
    {
      name: 'import-codes-saved',
      shows: 'The codes are saved as a file',
      async go({ app, page }) {
        await answerSaving(app, 'codes.csv');
        await dialogOf(page).getByRole('button', { name: 'Save activation codes' }).click();
        await dialogOf(page).getByText('The file is now the only place').waitFor();
      },
    },
    {
      name: 'import-clients',
      shows: 'Import clients: a dry run of a list of clients',
      async go({ app, page }) {
        await closeDialog(page);
        await chooseFile(app, 'clients.csv', CLIENTS);
        await page.getByRole('tab', { name: 'Clients' }).click();
        await page.getByRole('button', { name: 'Import clients' }).click();
        await dialogOf(page).getByRole('button', { name: 'Choose a file' }).click();
        await dialogOf(page).getByRole('checkbox', { name: 'Type', exact: true }).check();
        await dialogOf(page).getByRole('button', { name: 'Dry run' }).click();
        await dialogOf(page).getByRole('table', { name: 'Dry run' }).getByText('No type.').waitFor();
      },
    },
    {
      name: 'export-saved',
      shows: 'An export is saved: the file is named, with its folder',
      async go({ app, page }) {
        await closeDialog(page);
        await showUsers(page);
        await answerSaving(app, 'users.csv');
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await dialogOf(page).getByRole('button', { name: 'Export', exact: true }).click();
        await page.getByText(/rows are saved/).waitFor();
      },
    },
    {
      name: 'evidence-saved',
      shows: 'An evidence pack is saved',
      async go({ app, page }) {
        await openSection(page, 'Activity');
        await answerSaving(app, 'evidence.zip');
        await page.getByRole('button', { name: 'Evidence pack', exact: true }).click();
        await dialogOf(page).getByRole('button', { name: 'Make the pack' }).click();
        await page.getByText(/^The evidence pack with [\d,]+ records is saved/).waitFor();
      },
    },
  ],
};
