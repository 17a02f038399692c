// The details beside the list: what stands first, which row is open, and names in every direction.
import type { Locator } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { insertClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { findViolations } from './axe.ts';
import { openFirm, prepareFirm } from './prepared-firm.ts';

const CLIENTS = 64;
const LAYLA = 'ليلى عبدالرحمن محمد الحسيني المنصوري البغدادي';

test('2FA stands first, many clients are folded, the open row is marked, and a right-to-left name keeps its beginning', async () => {
  const folder = makeTempFolder();
  const people = await prepareFirm(folder, [[LAYLA, 'حداد', 'client_admin']]);
  const workspace = await openFirm(folder);
  workspace.context.storage.transaction((tx) => {
    for (let index = 1; index < CLIENTS; index++) {
      const client = insertClient(tx, {
        name: `Client ${String(index).padStart(2, '0')}`,
        type: 'company',
        status: 'active',
        accountingSoftware: '',
        addedAt: Date.now(),
      });
      insertMembership(tx, people.Tomasz.id, client);
    }
  });
  workspace.close();
  const { page, complaints, close } = await start(folder);
  onTestFinished(close);
  await enter(page, people.Margaret);
  await page.getByRole('tab', { name: 'Users' }).click();
  const table = page.getByRole('grid', { name: 'Users' });
  const row = table.getByRole('row').filter({ hasText: 'Tomasz Moreau' });
  await expect.poll(() => table.getAttribute('aria-multiselectable')).toBe('true');
  await expect.poll(() => row.getByRole('rowheader').textContent()).toContain('Tomasz Moreau');
  await expect.poll(() => row.getAttribute('aria-selected')).toBe('false');
  await expect.poll(() => row.getAttribute('aria-current')).toBeNull();

  await row.getByRole('button', { name: 'Tomasz Moreau', exact: true }).click();
  const details = page.getByRole('complementary', { name: 'Details of Tomasz Moreau' });
  await details.getByText('Sign-in methods').waitFor();
  await expect.poll(() => row.getAttribute('aria-current')).toBe('true');
  // The mark moves no cell away from its head.
  const leftEdges = (line: Locator) =>
    line.evaluate((element) => Array.from(element.children, (cell) => Math.round(cell.getBoundingClientRect().left)));
  expect(await leftEdges(row)).toEqual(await leftEdges(table.getByRole('row').first()));
  await expect
    .poll(() => details.getByRole('heading', { level: 3 }).allTextContents())
    .toEqual(['Sign-in methods', 'Profile', 'Client access', 'Sessions', 'Activity']);
  await details.getByText(`${CLIENTS} clients`).waitFor();
  await expect.poll(() => details.getByRole('list', { name: 'Clients' }).count()).toBe(0);
  await expect.poll(() => findViolations(page)).toEqual([]);
  const showAll = details.getByRole('button', { name: 'Show all' });
  await expect.poll(() => showAll.getAttribute('aria-expanded')).toBe('false');
  await showAll.click();
  await details.getByRole('list', { name: 'Clients' }).getByText('Client 07').waitFor();
  await expect
    .poll(() => details.getByRole('button', { name: 'Show fewer' }).getAttribute('aria-expanded'))
    .toBe('true');
  await details.getByRole('button', { name: 'Close the details' }).click();
  await expect.poll(() => row.getAttribute('aria-current')).toBeNull();

  // A name that does not fit is cut at its own end.
  const name = table.getByRole('button', { name: new RegExp(`^${LAYLA}`) });
  const shown = await name.evaluate((button) => ({
    direction: getComputedStyle(button).direction,
    isCut: button.scrollWidth > button.clientWidth,
    overflow: getComputedStyle(button).textOverflow,
  }));
  expect(shown).toEqual({ direction: 'rtl', isCut: true, overflow: 'ellipsis' });
  await name.click();
  const heading = page.getByRole('complementary').getByRole('heading', { level: 2 });
  await expect.poll(() => heading.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');

  // A note at the foot of the window covers no row that the keys lead to.
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('button', { name: 'Actions for Bluewater Marine' }).click();
  await page.getByRole('menuitem', { name: 'Terminate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Terminate' }).click();
  const note = page.getByRole('region', { name: 'Notes' }).getByText('Bluewater Marine was terminated.');
  await note.waitFor();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const dots = page.getByRole('button', { name: 'Actions for Bluewater Marine' });
  await expect.poll(() => dots.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.getByRole('searchbox', { name: 'Search clients' }).press('ArrowDown');
  const first = page.getByRole('row').filter({ hasText: 'Bluewater Marine' });
  await expect.poll(() => first.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('End');
  const last = page.getByRole('row').filter({ hasText: `Client ${CLIENTS - 1}` });
  await expect.poll(() => last.evaluate((element) => element === document.activeElement)).toBe(true);
  const bottom = await last.evaluate((element) => element.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThanOrEqual(await note.evaluate((element) => element.getBoundingClientRect().top));
  expect(complaints).toEqual([]);
});
