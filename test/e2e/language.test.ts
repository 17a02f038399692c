// Rekey speaks English on a system of any language: dates, numbers and the fields for dates fit its sentences.
import { expect, onTestFinished, test } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enter, start } from './application.ts';
import { prepareFirm } from './prepared-firm.ts';

test.each(['ar_EG.UTF-8', 'de_DE.UTF-8'])('on a system in %s dates and numbers are English', async (language) => {
  const folder = makeTempFolder();
  const { Margaret: admin } = await prepareFirm(folder);
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const { page, close } = await start(folder, {
    env: { ...(env as Record<string, string>), LANG: language, LC_ALL: language, LANGUAGE: language.slice(0, 2) },
  });
  onTestFinished(close);
  await enter(page, admin);
  await expect.poll(() => page.evaluate(() => [navigator.language, document.dir])).toEqual(['en-GB', 'ltr']);

  // The firm's choice counts on every screen.
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Dates').selectOption('iso');
  await page.getByRole('textbox', { name: '6-digit code' }).fill(await admin.phone.nextCode());
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your changes are not saved yet.').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Activity' }).click();
  await page
    .getByRole('button', { name: /Settings changed/ })
    .first()
    .click();
  await expect.poll(() => page.getByLabel('From').getAttribute('placeholder')).toBe('YYYY-MM-DD');
  await page.getByLabel('From').fill('23 Nov 2019');
  await page.getByText('from 2019-11-23').waitFor();
  await expect
    .poll(() => page.evaluate(() => /\d{4}-\d{2}-\d{2} \d{2}:\d{2}/.test(document.body.innerHTML)))
    .toBe(true);
});
