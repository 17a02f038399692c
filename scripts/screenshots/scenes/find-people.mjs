import { LOST } from '../sample-people.mjs';
import { find, showUsers, signIn, tableOf } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const findPeople = {
  title: 'Find people',
  isSample: true,
  scenes: [
    {
      name: 'navigate-by-client',
      shows: 'Navigate by Client',
      async go({ page }) {
        await signIn(page);
        await showUsers(page);
        await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('be');
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'filter-menu',
      shows: 'A filter',
      async go({ page }) {
        await page.getByRole('combobox', { name: 'Navigate by Client' }).fill('');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Filter by Status' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Locked' }).click();
      },
    },
    {
      name: 'filters-on',
      shows: 'Filters that are on',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Filter by Role' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Client Ops' }).click();
        await page.keyboard.press('Escape');
      },
    },
    {
      name: 'nobody-found',
      shows: 'Nothing matches',
      async go({ page }) {
        await page.getByRole('searchbox', { name: 'Search name or email' }).fill('zz');
        await page.getByText(/^Nobody/).waitFor();
      },
    },
    {
      name: 'client-filter',
      shows: 'The filter by client',
      async go({ page }) {
        await page.getByRole('searchbox', { name: 'Search name or email' }).fill('');
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await page.getByRole('combobox', { name: 'Filter by Client' }).click();
        await page.getByRole('option').first().waitFor();
      },
    },
    {
      name: 'table-options',
      shows: 'How the table looks',
      async go({ page }) {
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Table options' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
      },
    },
    {
      name: 'selection',
      shows: 'Several people selected',
      async go({ page }) {
        await page.getByRole('menuitemcheckbox', { name: 'Compact rows' }).click();
        await page.keyboard.press('Escape');
        for (const row of [1, 2, 4])
          await page
            .getByRole('checkbox', { name: /^Select / })
            .nth(row)
            .click();
        await page.getByRole('region', { name: 'Selection' }).waitFor();
      },
    },
    {
      name: 'user-details',
      shows: 'Details beside the list',
      async go({ page }) {
        await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Clear' }).click();
        await find(page, LOST.search);
        await tableOf(page, 'Users').getByRole('button', { name: LOST.name, exact: true }).click();
        await page
          .getByRole('complementary', { name: `Details of ${LOST.name}` })
          .getByText('Sign-in methods')
          .waitFor();
      },
    },
  ],
};
