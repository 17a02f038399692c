// Settings: the firm's details and its security policy, changed by who proves to be there. The record keeps both values. Switching the
// second approver off is itself an act that waits for one.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import { refuse } from '../../domain/refusal.ts';
import { approvalStateAt, FEWEST_ADMINS } from '../../domain/second-approver.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getOpenApproval } from '../../storage/tables/approvals.ts';
import { type Firm, type FirmSettings, getFirm, updateFirm } from '../../storage/tables/firm.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import { listAbleAdmins } from '../act/able-admin.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requestApproval } from '../act/request-approval.ts';
import { withdrawAllApprovals } from '../act/settle-approvals.ts';

/** @throws when there is no firm: nobody is signed in then. */
function requireFirm(reader: Reader): Firm {
  const firm = getFirm(reader);
  if (firm === undefined) throw new Error('there is no firm');
  return firm;
}

const toSettings = (firm: Firm): FirmSettings => ({
  name: firm.name,
  phone: firm.phone,
  isSetupCodeRequired: firm.isSetupCodeRequired,
  setupCodeMinutes: firm.setupCodeMinutes,
  maxFailures: firm.maxFailures,
  isSecondApproverRequired: firm.isSecondApproverRequired,
  idleLockMinutes: firm.idleLockMinutes,
  workDays: firm.workDays,
  workFrom: firm.workFrom,
  workUntil: firm.workUntil,
});

/** `needsCode`: a fresh code of the actor's own is needed to save. `offWaitsUntil`: somebody has asked to switch the second approver off. */
export function getSettings(
  context: Context,
  actor: Actor,
): {
  readonly settings: FirmSettings;
  readonly version: number;
  readonly needsCode: boolean;
  readonly offWaitsUntil: number | null;
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
  };
}

/** As the record calls them. */
const RECORDED = {
  name: 'firmName',
  phone: 'firmPhone',
  isSetupCodeRequired: 'setupCodeRequired',
  setupCodeMinutes: 'setupCodeMinutes',
  maxFailures: 'maxFailures',
  isSecondApproverRequired: 'secondApproverRequired',
  idleLockMinutes: 'idleLockMinutes',
  workDays: 'workDays',
  workFrom: 'workFrom',
  workUntil: 'workUntil',
} as const;
const SETTINGS = Object.keys(RECORDED) as (keyof typeof RECORDED)[];

/**
 * Settings that are there already are not saved or recorded again: a second click is harmless.
 * @param version the one that the person saw. @param code the actor's own fresh code; empty within five minutes of the last.
 * @returns the version after it, and whether one of them, to switch the second approver off, waits for one.
 * @throws Refusal bad_input (settings.isSecondApproverRequired), conflict, fresh_code_needed, or what is wrong with the code. Nothing is
 * changed then.
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
  requireEnoughAdmins(context, context.storage.read, before, request.settings);
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    const firm = requireFirm(tx);
    requireEnoughAdmins(context, tx, firm, request.settings);
    const isOff = firm.isSecondApproverRequired && !request.settings.isSecondApproverRequired;
    // Whoever could switch it off alone would not be held by it. The last one there cannot ask anybody.
    const waitsForApproval = isOff && listAbleAdmins(context, tx).some(({ id }) => id !== actor.user.id);
    if (waitsForApproval) requestApproval(context, tx, actor, 'second_approver_off', undefined, {});
    const settings = waitsForApproval ? { ...request.settings, isSecondApproverRequired: true } : request.settings;
    if (isSame(firm, settings)) return { version: firm.version, waitsForApproval };
    if (!updateFirm(tx, request.version, settings)) return refuse({ code: 'conflict' });
    recordActivity(context, tx, {
      action: 'settings.changed',
      outcome: 'done',
      actor: actor.user,
      detail: changesOf(firm, settings),
    });
    if (isOff && !waitsForApproval) withdrawAllApprovals(context, tx, 'policy_off', actor.user);
    return { version: request.version + 1, waitsForApproval };
  });
}

/** Requester, approver and target are three people. @throws Refusal bad_input (settings.isSecondApproverRequired). */
function requireEnoughAdmins(context: Context, reader: Reader, firm: Firm, settings: FirmSettings): void {
  if (firm.isSecondApproverRequired || !settings.isSecondApproverRequired) return;
  const count = listAbleAdmins(context, reader).length;
  if (count >= FEWEST_ADMINS) return;
  const message = `This takes at least ${FEWEST_ADMINS} Partner Admins who can sign in: who asks, who approves, and whom it is about. There ${count === 1 ? 'is 1' : `are ${count}`}.`;
  refuse({ code: 'bad_input', fields: [{ field: 'settings.isSecondApproverRequired', message }] });
}

/** Approved by another Partner Admin in the same transaction; whatever else waits need not wait any more. */
export function switchOffSecondApprover(context: Context, tx: Tx, requester: User, approver: User): void {
  const firm = requireFirm(tx);
  const settings = { ...toSettings(firm), isSecondApproverRequired: false };
  updateFirm(tx, firm.version, settings);
  const detail = { ...changesOf(firm, settings), approvedBy: nameOf(approver) };
  recordActivity(context, tx, { action: 'settings.changed', outcome: 'done', actor: requester, detail });
  withdrawAllApprovals(context, tx, 'policy_off', approver);
}

/** As the record keeps it: a list as text. */
const toValue = (settings: FirmSettings, key: keyof FirmSettings): string | number | boolean => {
  const value = settings[key];
  return typeof value === 'object' ? value.join(' ') : value;
};

const isSame = (firm: Firm, settings: FirmSettings): boolean =>
  SETTINGS.every((key) => toValue(firm, key) === toValue(settings, key));

function changesOf(firm: Firm, settings: FirmSettings): ActivityRecord['detail'] {
  const changed = SETTINGS.filter((key) => toValue(firm, key) !== toValue(settings, key));
  return Object.fromEntries(
    changed.flatMap((key) => [
      [`${RECORDED[key]}From`, toValue(firm, key)],
      [`${RECORDED[key]}To`, toValue(settings, key)],
    ]),
  );
}
