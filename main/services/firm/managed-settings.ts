// The policy file of the firm's IT and the firm's settings. What it fixes becomes the firm's own setting, on record, so that all of
// Rekey follows one place, and a file that is broken or gone later changes none. Nobody changes what it fixes until the file allows it.
import type { Managed, PolicyProblem } from '../../domain/managed.ts';
import { type FieldProblem, refuse } from '../../domain/refusal.ts';
import { FEWEST_ADMINS } from '../../domain/second-approver.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getBackupPlan, removeBackupPlan, setBackupPlan } from '../../storage/tables/backup-plan.ts';
import { type Firm, type FirmSettings, getFirm, updateFirm } from '../../storage/tables/firm.ts';
import { listAbleAdmins } from '../act/able-admin.ts';
import type { Context } from '../act/context.ts';
import { findMove } from '../act/moved-firm.ts';
import { recordActivity } from '../act/record-activity.ts';
import { readIndependence } from '../independence/who-is-independent.ts';
import { changesOf, isSame, toSettings } from './recorded-settings.ts';

/** Able Partner Admins, and how many people they are at least. */
export function countAdmins(
  context: Context,
  reader: Reader,
): { readonly accounts: number; readonly independent: number } {
  const able = listAbleAdmins(context, reader);
  const { groupOf } = readIndependence(context, reader);
  return { accounts: able.length, independent: new Set(able.map(({ id }) => groupOf(id))).size };
}

/**
 * Makes the firm's settings what the policy file fixes. With too few independent Partner Admins nobody could approve, so the second
 * approver waits for them.
 * @returns whether it has changed any.
 */
export function followPolicyFile(context: Context): boolean {
  const { storage, managed } = context;
  if (managed.state !== 'in_use' || findMove(context, storage.read) !== undefined) return false;
  const areSettingsNew = followSettings(context);
  return followBackupFolder(context) || areSettingsNew;
}

function followSettings(context: Context): boolean {
  const { storage } = context;
  const firm = getFirm(storage.read);
  if (firm === undefined || isSame(firm, fixedSettings(context, storage.read, firm))) return false;
  return storage.transaction((tx) => {
    const before = getFirm(tx);
    if (before === undefined) return false;
    const settings = fixedSettings(context, tx, before);
    updateFirm(tx, before.version, settings);
    recordActivity(context, tx, { action: 'settings.set_by_it', outcome: 'done', detail: changesOf(before, settings) });
    return true;
  });
}

function fixedSettings(context: Context, reader: Reader, firm: Firm): FirmSettings {
  const { idleLockMinutesAtMost, secondApproverRequired, signInPlace } = context.managed.settings;
  const isSwitchedOn =
    secondApproverRequired === true &&
    !firm.isSecondApproverRequired &&
    countAdmins(context, reader).independent >= FEWEST_ADMINS;
  return {
    ...toSettings(firm),
    idleLockMinutes: Math.min(firm.idleLockMinutes, idleLockMinutesAtMost ?? firm.idleLockMinutes),
    isSecondApproverRequired: firm.isSecondApproverRequired || isSwitchedOn,
    signInPlace: signInPlace ?? firm.signInPlace,
  };
}

/** Files in the folder of before are nobody's from now on: they stay. */
function followBackupFolder(context: Context): boolean {
  const { storage, managed } = context;
  const { backupFolder } = managed.settings;
  const isThere = (reader: Reader): boolean => {
    const plan = getBackupPlan(reader);
    return backupFolder === undefined || plan === undefined || plan.folder === backupFolder;
  };
  if (isThere(storage.read)) return false;
  return storage.transaction((tx) => {
    const plan = getBackupPlan(tx);
    if (backupFolder === undefined || plan === undefined || isThere(tx)) return false;
    removeBackupPlan(tx);
    setBackupPlan(tx, { ...plan, folder: backupFolder, triedAt: null, failedBecause: null });
    recordActivity(context, tx, { action: 'backup.folder_set_by_it', outcome: 'done' });
    return true;
  });
}

export interface ManagedState {
  readonly problem: PolicyProblem | null;
  readonly idleLockMinutesAtMost: number | null;
  readonly secondApprover: 'free' | 'stays_on' | 'comes_on';
  readonly isSignInPlaceFixed: boolean;
}

/** What Settings shows as fixed. */
export function managedState({ managed }: Context, firm: Firm): ManagedState {
  const { problem, settings } = managed;
  const isFixed = settings.secondApproverRequired === true && (firm.isSecondApproverRequired || problem === null);
  return {
    problem,
    idleLockMinutesAtMost: idleLockAtMost(managed, firm),
    secondApprover: !isFixed ? 'free' : firm.isSecondApproverRequired ? 'stays_on' : 'comes_on',
    isSignInPlaceFixed: settings.signInPlace !== undefined,
  };
}

/** What a broken file had fixed is the firm's setting, so nobody raises that. Null: as the firm likes. */
function idleLockAtMost({ problem, settings }: Managed, { idleLockMinutes }: Firm): number | null {
  const { idleLockMinutesAtMost: fixed = null } = settings;
  return fixed === null || problem === null ? fixed : Math.min(fixed, idleLockMinutes);
}

/** @throws Refusal bad_input: somebody would change what the policy file fixes. */
export function requireAsFixed({ managed }: Context, firm: Firm, settings: FirmSettings): void {
  const { secondApproverRequired, signInPlace } = managed.settings;
  const atMost = idleLockAtMost(managed, firm) ?? Number.POSITIVE_INFINITY;
  const fields: FieldProblem[] = [];
  // What the firm had before the file was broken may stay, and be lowered.
  if (settings.idleLockMinutes > atMost && settings.idleLockMinutes > firm.idleLockMinutes)
    fields.push({ field: 'settings.idleLockMinutes', message: `At most ${atMost} minutes: your IT has set this.` });
  if (secondApproverRequired === true && firm.isSecondApproverRequired && !settings.isSecondApproverRequired)
    fields.push({ field: 'settings.isSecondApproverRequired', message: 'Your IT has set this. It stays on.' });
  if (signInPlace !== undefined && settings.signInPlace !== firm.signInPlace)
    fields.push({ field: 'settings.signInPlace', message: 'Your IT has set this.' });
  if (fields.length > 0) refuse({ code: 'bad_input', fields });
}
