import { generateSync } from 'otplib';
import { createFirm } from '../backed-up-firm.mjs';
import { ADMIN, PASSWORD } from '../sample-people.mjs';
import { dialogOf, openSection, textOf } from '../steps.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Chapter, Started } from '../chapter.ts' */

let secret = '';
/** What the computer that joins needs. */
const pairing = { address: '', code: '' };
/** @type {Started | undefined} */
let desktop;

/** @param {Page} page */
const section = (page) => page.getByRole('region', { name: 'Other desktops' });
/** @param {Page} page */
const scrollToSection = (page) => section(page).evaluate((element) => element.scrollIntoView());

/** @type {Chapter} */
export const desktops = {
  title: 'Several desktops',
  isSample: false,
  scenes: [
    {
      name: 'desktops-off',
      shows: 'Nobody else can connect until a Partner Admin asks for it',
      async go({ page }) {
        secret = await createFirm(page);
        await openSection(page, 'Settings');
        await section(page).getByRole('button', { name: 'Let other desktops sign in to this firm' }).waitFor();
        await scrollToSection(page);
      },
    },
    {
      name: 'desktops-let-in',
      shows: 'What it means is said first',
      async go({ page }) {
        await section(page).getByRole('button', { name: 'Let other desktops sign in to this firm' }).click();
        await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Office server');
        // The code of this half minute was used for the setup.
        const epoch = Math.floor(Date.now() / 1000) + 30;
        await dialogOf(page).getByRole('textbox', { name: '6-digit code' }).fill(generateSync({ secret, epoch }));
      },
    },
    {
      name: 'desktops-on',
      shows: 'Other desktops can sign in, and none is added yet',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Let them sign in' }).click();
        await section(page).getByText('Other desktops can sign in.').waitFor();
        await scrollToSection(page);
      },
    },
    {
      name: 'desktop-pairing-code',
      shows: 'The pairing code, shown once, for one computer',
      async go({ page }) {
        await section(page).getByRole('button', { name: 'Add a desktop' }).click();
        await dialogOf(page).getByRole('button', { name: 'Make a pairing code' }).click();
        pairing.code = await textOf(page.getByTestId('pairing-code'));
        pairing.address = await textOf(section(page).locator('dd code').first());
      },
    },
    {
      name: 'join-as-desktop',
      shows: 'The third way of the first screen',
      async go({ startAnother }) {
        desktop = await startAnother();
        const { page } = desktop;
        await page.getByRole('button', { name: 'Join your firm on another computer' }).click();
        await page.getByRole('textbox', { name: 'Address' }).fill(pairing.address);
        await page.getByRole('textbox', { name: 'Pairing code' }).fill(pairing.code);
        await page.getByRole('textbox', { name: 'Name of this computer' }).fill('Reception');
        return desktop;
      },
    },
    {
      name: 'join-as-desktop-problems',
      shows: 'A wrong pairing code is said beside its field',
      async go() {
        if (desktop === undefined) throw new Error('no desktop has started');
        const { page } = desktop;
        const last = pairing.code.endsWith('2') ? '3' : '2';
        await page.getByRole('textbox', { name: 'Pairing code' }).fill(`${pairing.code.slice(0, -1)}${last}`);
        await page.getByRole('button', { name: 'Join', exact: true }).click();
        await page.getByText('That pairing code is not right').waitFor();
        return desktop;
      },
    },
    {
      name: 'desktop-joined',
      shows: 'The dialog says which desktop has joined',
      async go({ page }) {
        if (desktop === undefined) throw new Error('no desktop has started');
        await desktop.page.getByRole('textbox', { name: 'Pairing code' }).fill(pairing.code);
        await desktop.page.getByRole('button', { name: 'Join', exact: true }).click();
        await dialogOf(page).getByText('has joined the firm').waitFor();
      },
    },
    {
      name: 'desktops',
      shows: 'The desktops of the firm',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Done' }).click();
        await section(page).getByRole('row').filter({ hasText: 'Reception' }).getByText('Connected').waitFor();
        await scrollToSection(page);
      },
    },
    {
      name: 'desktop-sign-in',
      shows: 'People sign in at their own desks',
      async go() {
        if (desktop === undefined) throw new Error('no desktop has started');
        await desktop.page.getByText('Connected to Office server').waitFor();
        await desktop.page.getByRole('heading', { name: 'Sign in' }).waitFor();
        return desktop;
      },
    },
    {
      name: 'revoke-desktop',
      shows: 'A desktop that was lost',
      async go({ page }) {
        await section(page).getByRole('button', { name: 'Revoke Reception' }).click();
        await dialogOf(page).getByRole('button', { name: 'Cancel' }).waitFor();
      },
    },
    {
      name: 'stop-desktops',
      shows: 'Ending it cuts the desktops off',
      async go({ page }) {
        await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();
        await section(page).getByRole('button', { name: 'Stop letting desktops sign in' }).click();
        await dialogOf(page).getByRole('button', { name: 'Cancel' }).waitFor();
      },
    },
    {
      name: 'desktop-not-connected',
      shows: 'The connection is lost: what was typed stays',
      async go({ page }) {
        if (desktop === undefined) throw new Error('no desktop has started');
        await desktop.page.getByRole('textbox', { name: 'Email' }).fill(ADMIN);
        await desktop.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await dialogOf(page).getByRole('button', { name: 'Stop', exact: true }).click();
        await desktop.page.getByText('Not connected since').waitFor();
        return desktop;
      },
    },
  ],
};
