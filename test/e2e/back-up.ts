// The boxes of backups in Settings, and the dialogs of the system that follow them.
import type { ElectronApplication, Locator, Page } from 'playwright-core';
import { PASSPHRASE } from './backed-up-firm.ts';

/** The system's dialogs answer with this file or folder. */
export const answerDialogs = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, {
      showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
      showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [filePath] }),
    });
  }, file);

/** Fills the box "Back up automatically". Its button is still to be pressed. */
export async function openAutomaticBackups(
  page: Page,
  code: string,
): Promise<{ readonly region: Locator; readonly dialog: Locator }> {
  await page.getByRole('link', { name: 'Settings' }).click();
  const region = page.getByRole('region', { name: 'Backups' });
  await region.getByRole('button', { name: 'Back up automatically' }).click();
  const dialog = page.getByRole('dialog', { name: 'Back up automatically' });
  await dialog.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: 'Repeat the passphrase' }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: '6-digit code' }).fill(code);
  return { region, dialog };
}
