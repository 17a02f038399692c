import { signIn } from '../steps.mjs';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const lock = {
  title: 'Leave your desk',
  isSample: true,
  scenes: [
    {
      name: 'locked',
      shows: 'A locked window',
      async go({ page }) {
        await signIn(page);
        await page.getByRole('button', { name: /^Account of/ }).click();
        await page.getByRole('menuitem', { name: 'Lock' }).click();
        await page.getByRole('button', { name: 'Unlock' }).waitFor();
      },
    },
  ],
};
