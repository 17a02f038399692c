// The settings as the activity record names and writes them.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { type Firm, type FirmSettings, getFirm } from '../../storage/tables/firm.ts';

/** @throws when there is no firm, which cannot happen while somebody is signed in. */
export function requireFirm(reader: Reader): Firm {
  const firm = getFirm(reader);
  if (firm === undefined) throw new Error('there is no firm');
  return firm;
}

export const toSettings = (firm: Firm): FirmSettings => ({
  name: firm.name,
  phone: firm.phone,
  signInPlace: firm.signInPlace,
  isSetupCodeRequired: firm.isSetupCodeRequired,
  setupCodeMinutes: firm.setupCodeMinutes,
  maxFailures: firm.maxFailures,
  isSecondApproverRequired: firm.isSecondApproverRequired,
  tieDays: firm.tieDays,
  backupDays: firm.backupDays,
  reviewMonths: firm.reviewMonths,
  idleLockMinutes: firm.idleLockMinutes,
  workDays: firm.workDays,
  workFrom: firm.workFrom,
  workUntil: firm.workUntil,
  dateOrder: firm.dateOrder,
});

const RECORDED = {
  name: 'firmName',
  phone: 'firmPhone',
  signInPlace: 'signInPlace',
  isSetupCodeRequired: 'setupCodeRequired',
  setupCodeMinutes: 'setupCodeMinutes',
  maxFailures: 'maxFailures',
  isSecondApproverRequired: 'secondApproverRequired',
  tieDays: 'tieDays',
  backupDays: 'backupDays',
  reviewMonths: 'reviewMonths',
  idleLockMinutes: 'idleLockMinutes',
  workDays: 'workDays',
  workFrom: 'workFrom',
  workUntil: 'workUntil',
  dateOrder: 'dateOrder',
} as const;
const SETTINGS = Object.keys(RECORDED) as (keyof typeof RECORDED)[];

/** A list becomes text. */
const toValue = (settings: FirmSettings, key: keyof FirmSettings): string | number | boolean => {
  const value = settings[key];
  return typeof value === 'object' ? value.join(' ') : value;
};

/** The settings of now. */
export function recordedSettings(reader: Reader): { [name: string]: string | number | boolean } {
  const settings = toSettings(requireFirm(reader));
  return Object.fromEntries(SETTINGS.map((key) => [RECORDED[key], toValue(settings, key)]));
}

export const isSame = (firm: Firm, settings: FirmSettings): boolean =>
  SETTINGS.every((key) => toValue(firm, key) === toValue(settings, key));

export function changesOf(firm: Firm, settings: FirmSettings): ActivityRecord['detail'] {
  const changed = SETTINGS.filter((key) => toValue(firm, key) !== toValue(settings, key));
  return Object.fromEntries(
    changed.flatMap((key) => [
      [`${RECORDED[key]}From`, toValue(firm, key)],
      [`${RECORDED[key]}To`, toValue(settings, key)],
    ]),
  );
}
