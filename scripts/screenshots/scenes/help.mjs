/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const help = {
  title: 'Help',
  isSample: true,
  scenes: [
    {
      name: 'user-guide',
      shows: 'The user guide, behind F1',
      async go({ app, page }) {
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        const opened = app.waitForEvent('window');
        await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('user-guide')?.click());
        await (await opened).waitForLoadState();
      },
    },
  ],
};
