// Settings: the firm's details and its security policy, changed by who proves to be there. The record keeps both values.
import type { ActivityRecord } from '../domain/activity-chain.ts';
import { refuse } from '../domain/refusal.ts';
import type { Reader } from '../storage/database.ts';
import { type Firm, type FirmSettings, getFirm, updateFirm } from '../storage/firm.ts';
import type { Actor } from './actor.ts';
import type { Context } from './context.ts';
import { isPresent, provePresence } from './presence.ts';
import { recordActivity } from './record-activity.ts';

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
  idleLockMinutes: firm.idleLockMinutes,
  workDays: firm.workDays,
  workFrom: firm.workFrom,
  workUntil: firm.workUntil,
});

/** `needsCode`: a fresh code of the actor's own is needed to save. */
export function getSettings(
  context: Context,
  actor: Actor,
): { readonly settings: FirmSettings; readonly version: number; readonly needsCode: boolean } {
  const firm = requireFirm(context.storage.read);
  return { settings: toSettings(firm), version: firm.version, needsCode: !isPresent(context, actor.session.presenceAt) };
}

/** As the record calls them. */
const RECORDED = {
  name: 'firmName',
  phone: 'firmPhone',
  isSetupCodeRequired: 'setupCodeRequired',
  setupCodeMinutes: 'setupCodeMinutes',
  maxFailures: 'maxFailures',
  idleLockMinutes: 'idleLockMinutes',
  workDays: 'workDays',
  workFrom: 'workFrom',
  workUntil: 'workUntil',
} as const;
const SETTINGS = Object.keys(RECORDED) as (keyof typeof RECORDED)[];

/**
 * Settings that are there already are not saved or recorded again: a second click is harmless.
 * @param version the one that the person saw. @param code the actor's own fresh code; empty within five minutes of the last.
 * @returns the version after it.
 * @throws Refusal conflict, fresh_code_needed, or what is wrong with the code. Nothing is changed then.
 */
export function saveSettings(
  context: Context,
  actor: Actor,
  request: { readonly version: number; readonly settings: FirmSettings; readonly code: string },
): number {
  const before = requireFirm(context.storage.read);
  if (isSame(before, request.settings)) return before.version;
  // Before the code is used up: a stale form needs another look, not another code.
  if (before.version !== request.version) return refuse({ code: 'conflict' });
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    const firm = requireFirm(tx);
    if (!updateFirm(tx, request.version, request.settings)) return refuse({ code: 'conflict' });
    recordActivity(context, tx, { action: 'settings.changed', outcome: 'done', actor: actor.user, detail: changesOf(firm, request.settings) });
    return request.version + 1;
  });
}

/** As the record keeps it: a list as text. */
const toValue = (settings: FirmSettings, key: keyof FirmSettings): string | number | boolean => {
  const value = settings[key];
  return typeof value === 'object' ? value.join(' ') : value;
};

const isSame = (firm: Firm, settings: FirmSettings): boolean => SETTINGS.every((key) => toValue(firm, key) === toValue(settings, key));

function changesOf(firm: Firm, settings: FirmSettings): ActivityRecord['detail'] {
  const changed = SETTINGS.filter((key) => toValue(firm, key) !== toValue(settings, key));
  return Object.fromEntries(
    changed.flatMap((key) => [
      [`${RECORDED[key]}From`, toValue(firm, key)],
      [`${RECORDED[key]}To`, toValue(settings, key)],
    ]),
  );
}
