// The one firm of this installation, with its security policy.
import type { ReviewMonths } from '../../domain/access-review.ts';
import type { DateOrder } from '../../domain/date-order.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { flag, integer, text } from '../engine/rows.ts';

export interface Firm {
  readonly name: string;
  readonly isSample: boolean;
  /** The number that letters tell people to call; empty where the firm has given none. */
  readonly phone: string;
  /** Where people sign in, as letters say it; empty where the firm has said nothing. */
  readonly signInPlace: string;
  /** Policy: how many failures in a row disable a password or a code, 6 to 20. */
  readonly maxFailures: number;
  readonly version: number;
  /** Policy: after a reset the user needs the setup code in addition to the password. */
  readonly isSetupCodeRequired: boolean;
  /** Policy: lifetime of a setup code, 10 to 10,080 minutes. */
  readonly setupCodeMinutes: number;
  /**
   * Policy: acts that could take over a Partner Admin's account, or both halves of any account, wait for another
   * Partner Admin.
   */
  readonly isSecondApproverRequired: boolean;
  /** Policy: days that accounts are tied after one let the other in, 7 to 90. */
  readonly tieDays: number;
  /** Policy: after so many days without a checked backup, a new one is due, 1 to 31. */
  readonly backupDays: number;
  /** Policy: months from one access review to the next; 0 for none. */
  readonly reviewMonths: ReviewMonths;
  /** Policy: minutes without keyboard or mouse until a window locks, 1 to 60. */
  readonly idleLockMinutes: number;
  /** The firm's hours. Days of the week in order, Sunday 0; minutes of the day in the computer's time zone. */
  readonly workDays: readonly number[];
  readonly workFrom: number;
  readonly workUntil: number;
  readonly dateOrder: DateOrder;
}

const DAYS_OF_WEEK = [0, 1, 2, 3, 4, 5, 6];
const toDays = (bits: number): readonly number[] => DAYS_OF_WEEK.filter((day) => (bits & (1 << day)) !== 0);
const toBits = (days: readonly number[]): number => days.reduce((bits, day) => bits | (1 << day), 0);

export function getFirm(reader: Reader): Firm | undefined {
  const row = reader.get('SELECT * FROM firm WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    name: text(row, 'name'),
    isSample: flag(row, 'is_sample'),
    phone: text(row, 'phone'),
    signInPlace: text(row, 'sign_in_place'),
    maxFailures: integer(row, 'max_failures'),
    version: integer(row, 'version'),
    isSetupCodeRequired: flag(row, 'setup_code_required'),
    setupCodeMinutes: integer(row, 'setup_code_minutes'),
    isSecondApproverRequired: flag(row, 'second_approver_required'),
    tieDays: integer(row, 'tie_days'),
    backupDays: integer(row, 'backup_days'),
    reviewMonths: integer(row, 'review_months') as ReviewMonths,
    idleLockMinutes: integer(row, 'idle_lock_minutes'),
    workDays: toDays(integer(row, 'work_days')),
    workFrom: integer(row, 'work_from'),
    workUntil: integer(row, 'work_until'),
    dateOrder: text(row, 'date_order') as DateOrder,
  };
}

/** Epoch ms. @throws when there is no firm. */
export function getFirmCreatedAt(reader: Reader): number {
  const row = reader.get('SELECT created_at FROM firm WHERE id = 1');
  if (row === undefined) throw new Error('there is no firm');
  return integer(row, 'created_at');
}

export function insertFirm(
  tx: Tx,
  firm: {
    readonly name: string;
    readonly signInPlace?: string | undefined;
    readonly createdAt: number;
    readonly isSample: boolean;
  },
): void {
  tx.run(
    `INSERT INTO firm (id, name, sign_in_place, created_at, is_sample)
     VALUES (1, :name, :signInPlace, :createdAt, :isSample)`,
    {
      name: firm.name,
      signInPlace: firm.signInPlace ?? '',
      createdAt: firm.createdAt,
      isSample: firm.isSample ? 1 : 0,
    },
  );
}

/** What a Partner Admin may change. */
export type FirmSettings = Omit<Firm, 'isSample' | 'version'>;

/**
 * @param version the version that the administrator saw.
 * @returns false, and changes nothing, where somebody has saved since.
 */
export function updateFirm(tx: Tx, version: number, settings: FirmSettings): boolean {
  const { changes } = tx.run(
    `UPDATE firm SET name = :name, phone = :phone, sign_in_place = :signInPlace, setup_code_required = :isRequired,
       setup_code_minutes = :setupCodeMinutes, max_failures = :maxFailures,
       second_approver_required = :isSecondApproverRequired, tie_days = :tieDays,
       backup_days = :backupDays, review_months = :reviewMonths,
       idle_lock_minutes = :idleLockMinutes, work_days = :workDays, work_from = :workFrom, work_until = :workUntil,
       date_order = :dateOrder, version = version + 1
     WHERE id = 1 AND version = :version`,
    {
      version,
      name: settings.name,
      phone: settings.phone,
      signInPlace: settings.signInPlace,
      isRequired: settings.isSetupCodeRequired ? 1 : 0,
      setupCodeMinutes: settings.setupCodeMinutes,
      maxFailures: settings.maxFailures,
      isSecondApproverRequired: settings.isSecondApproverRequired ? 1 : 0,
      tieDays: settings.tieDays,
      backupDays: settings.backupDays,
      reviewMonths: settings.reviewMonths,
      idleLockMinutes: settings.idleLockMinutes,
      workDays: toBits(settings.workDays),
      workFrom: settings.workFrom,
      workUntil: settings.workUntil,
      dateOrder: settings.dateOrder,
    },
  );
  return changes === 1;
}
