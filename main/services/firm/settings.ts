// Settings: the firm's details and its security policy. Changing them needs presence, and the record keeps the old and
// the new values. Switching the second approver off needs a second approver.
import { refuse } from '../../domain/refusal.ts';
import { approvalStateAt, FEWEST_ADMINS } from '../../domain/second-approver.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getOpenApproval } from '../../storage/tables/approvals.ts';
import { type Firm, type FirmSettings, updateFirm } from '../../storage/tables/firm.ts';
import { endRequiredSetups, nameOf, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requestApproval } from '../act/request-approval.ts';
import { withdrawAllApprovals } from '../act/settle-approvals.ts';
import { type Groups, listGroups } from '../independence/list-groups.ts';
import { endTies, readIndependence } from '../independence/who-is-independent.ts';
import { countAdmins, type ManagedState, managedState, requireAsFixed } from './managed-settings.ts';
import { changesOf, isSame, requireFirm, toSettings } from './recorded-settings.ts';

/**
 * `needsCode`: saving needs the actor's own fresh code. `offWaitsUntil`: switching the second approver off is requested
 * until then.
 */
export function getSettings(
  context: Context,
  actor: Actor,
): {
  readonly settings: FirmSettings;
  readonly version: number;
  readonly needsCode: boolean;
  readonly offWaitsUntil: number | null;
  readonly independence: Groups;
  readonly managed: ManagedState;
} {
  const { read } = context.storage;
  const firm = requireFirm(read);
  const off = getOpenApproval(read, 'second_approver_off', null);
  return {
    settings: toSettings(firm),
    version: firm.version,
    needsCode: !isPresent(context, actor.session.presenceAt),
    offWaitsUntil:
      off !== undefined && approvalStateAt(off, latestTime(context, read)) === 'pending' ? off.expiresAt : null,
    independence: listGroups(context),
    managed: managedState(context, firm),
  };
}

/**
 * A second click finds the new settings in place: it saves and records nothing.
 * @param request.version the version that the user saw.
 * @param request.code the actor's own fresh code. May be empty within five minutes of the last one.
 * @returns the new version, and whether switching the second approver off waits for approval.
 * @throws Refusal bad_input (settings.isSecondApproverRequired, and as requireAsFixed), conflict, no_second_approver, and as
 * provePresence.
 * Nothing is changed then.
 */
export function saveSettings(
  context: Context,
  actor: Actor,
  request: { readonly version: number; readonly settings: FirmSettings; readonly code: string },
): { readonly version: number; readonly waitsForApproval: boolean } {
  const before = requireFirm(context.storage.read);
  if (isSame(before, request.settings)) return { version: before.version, waitsForApproval: false };
  // Before the code is used up: a stale form needs another look, not another code.
  if (before.version !== request.version) return refuse({ code: 'conflict' });
  requireAsFixed(context, before, request.settings);
  requireEnoughAdmins(context, context.storage.read, before, request.settings);
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    const firm = requireFirm(tx);
    requireAsFixed(context, firm, request.settings);
    requireEnoughAdmins(context, tx, firm, request.settings);
    const isOff = firm.isSecondApproverRequired && !request.settings.isSecondApproverRequired;
    endTies(context, tx);
    // One administrator must not switch the policy off alone. A colleague who is locked, frozen or lately removed counts
    // as present: an administrator could see to that.
    const waitsForApproval = isOff && readIndependence(context, tx).present.some((id) => id !== actor.user.id);
    if (waitsForApproval) requestApproval(context, tx, actor, 'second_approver_off', undefined, {});
    const settings = waitsForApproval ? { ...request.settings, isSecondApproverRequired: true } : request.settings;
    if (isSame(firm, settings)) return { version: firm.version, waitsForApproval };
    if (!updateFirm(tx, request.version, settings)) return refuse({ code: 'conflict' });
    // Resets from before gave no code, and a password alone no longer sets up 2FA.
    const setupsEnded = settings.isSetupCodeRequired && !firm.isSetupCodeRequired ? endRequiredSetups(tx, null) : 0;
    recordActivity(context, tx, {
      action: 'settings.changed',
      outcome: 'done',
      actor: actor.user,
      detail: { ...changesOf(firm, settings), ...(setupsEnded > 0 && { setupsEnded }) },
    });
    if (isOff && !waitsForApproval) withdrawAllApprovals(context, tx, 'policy_off', actor.user);
    return { version: request.version + 1, waitsForApproval };
  });
}

/**
 * Requester, approver and target must be three people who are independent of each other.
 * @throws Refusal bad_input (settings.isSecondApproverRequired).
 */
function requireEnoughAdmins(context: Context, reader: Reader, firm: Firm, settings: FirmSettings): void {
  if (firm.isSecondApproverRequired || !settings.isSecondApproverRequired) return;
  const { accounts, independent } = countAdmins(context, reader);
  if (independent >= FEWEST_ADMINS) return;
  const count = independent === 1 ? 'is 1' : `are ${independent}`;
  const why =
    accounts < FEWEST_ADMINS ? '' : ' The others count as one person with one of these, because one let the other in.';
  const message = `This takes at least ${FEWEST_ADMINS} independent Partner Admins who can sign in: one who asks, one who approves, and one who is reset. There ${count}.${why}`;
  refuse({ code: 'bad_input', fields: [{ field: 'settings.isSecondApproverRequired', message }] });
}

/**
 * The approval was given in the same transaction. All other open requests end.
 * @throws Refusal set_by_it.
 */
export function switchOffSecondApprover(context: Context, tx: Tx, requester: User, approver: User): void {
  if (context.managed.settings.secondApproverRequired === true) refuse({ code: 'set_by_it' });
  const firm = requireFirm(tx);
  const settings = { ...toSettings(firm), isSecondApproverRequired: false };
  updateFirm(tx, firm.version, settings);
  const detail = { ...changesOf(firm, settings), approvedBy: nameOf(approver) };
  recordActivity(context, tx, { action: 'settings.changed', outcome: 'done', actor: requester, detail });
  withdrawAllApprovals(context, tx, 'policy_off', approver);
}
