// What `npm run pictures` takes pictures of: every screen and every dialog, in the order of docs/screens.md.
import { accessReview } from './access-review.mjs';
import { activity } from './activity.mjs';
import { arrival, backups, lostKey, restoreFirst } from './backups.mjs';
import { bulkReset } from './bulk-reset.mjs';
import { changePeople } from './change-people.mjs';
import { clients } from './clients.mjs';
import { damagedData, damageWithBackup } from './damaged-data.mjs';
import { desktops } from './desktops.mjs';
import { findPeople } from './find-people.mjs';
import { firstRun } from './first-run.mjs';
import { help } from './help.mjs';
import { inAndOut } from './in-and-out.mjs';
import { invitePeople } from './invite-people.mjs';
import { lock } from './lock.mjs';
import { dataInUse, missingData } from './lost-data.mjs';
import { numbers } from './numbers.mjs';
import { overview } from './overview.mjs';
import { ownAccount } from './own-account.mjs';
import { recoveryKit } from './recovery-kit.mjs';
import { resetTwoFactor } from './reset-two-factor.mjs';
import { secondApprover } from './second-approver.mjs';
import { settings } from './settings.mjs';
import { signIn } from './sign-in.mjs';
import { temporaryCode } from './temporary-code.mjs';
import { unlock } from './unlock.mjs';

export const CHAPTERS = [
  firstRun,
  signIn,
  resetTwoFactor,
  temporaryCode,
  unlock,
  findPeople,
  overview,
  accessReview,
  bulkReset,
  lock,
  invitePeople,
  inAndOut,
  changePeople,
  numbers,
  clients,
  ownAccount,
  settings,
  backups,
  restoreFirst,
  arrival,
  desktops,
  secondApprover,
  recoveryKit,
  activity,
  help,
  damagedData,
  damageWithBackup,
  lostKey,
  missingData,
  dataInUse,
];
