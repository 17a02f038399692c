import { ADMIN, ask, codeOf } from '../sample-people.mjs';
import { openSection, signIn } from '../steps.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Chapter } from '../chapter.ts' */

/**
 * Resets some people's 2FA, so that there is something to count.
 * @param {Page} page
 */
async function resetSome(page) {
  const { rows } = await ask(page, 'users.list', {
    search: '',
    clientId: null,
    filters: { roles: ['client_ops'], statuses: ['active'], twoFactor: ['set_up'], attention: [] },
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 6,
  });
  const reasons = /** @type {const} */ ([
    'lost_phone',
    'lost_phone',
    'new_phone',
    'lost_phone',
    'app_removed',
    'new_phone',
  ]);
  for (const [i, { id, details }] of rows.entries())
    await ask(page, 'users.resetTwoFactor', {
      userId: id,
      version: details?.version ?? 0,
      mode: 'revoke_now',
      reason: reasons[i] ?? 'lost_phone',
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: i === 0 ? await codeOf(page, ADMIN) : '',
    });
}

/** @type {Chapter} */
export const overview = {
  title: 'Overview',
  isSample: true,
  scenes: [
    {
      name: 'overview',
      shows: 'The firm at a glance',
      async go({ page }) {
        await signIn(page);
        await resetSome(page);
        await openSection(page, 'Overview');
        await page.getByRole('heading', { name: 'People who need attention' }).waitFor();
      },
    },
    {
      name: 'overview-resets',
      shows: 'Resets of 2FA by month, reason and person',
      async go({ page }) {
        await page.getByRole('columnheader', { name: 'By reason' }).waitFor();
        await page.getByRole('button', { name: /^Resets by Margaret Ashworth/ }).scrollIntoViewIfNeeded();
      },
    },
  ],
};
