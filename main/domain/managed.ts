// What the firm's IT fixes for a computer in its policy file (main/policy-file.ts reads it). Nobody changes a fixed setting in
// Rekey. A file that cannot be used fixes what is safe, and changes no setting of the firm.
import type { Address } from './pairing.ts';

export interface ManagedSettings {
  /** Minutes without keyboard or mouse until a window locks, at most. */
  readonly idleLockMinutesAtMost?: number;
  /** It is on as soon as enough Partner Admins are independent, and stays on. */
  readonly secondApproverRequired?: true;
  /** Where automatic backups go. */
  readonly backupFolder?: string;
  readonly signInPlace?: string;
  /** Of the firm's server, for a desktop. */
  readonly serverAddress?: Address;
  readonly noSampleData?: true;
  /** Where newer packages are looked for. */
  readonly updateFolder?: string;
}

export interface PolicyProblem {
  /**
   * `not_a_file`: a link, a folder or a pipe stands there. `writable`: people other than the administrator of the computer may
   * change it.
   */
  readonly kind: 'not_json' | 'unknown_key' | 'wrong_value' | 'too_large' | 'writable' | 'not_a_file' | 'not_readable';
  /** Of the setting, with `unknown_key` and `wrong_value`; empty otherwise. */
  readonly key: string;
}

export interface Managed {
  /** The place of the policy file. It need not be there. */
  readonly file: string;
  readonly state: 'absent' | 'in_use' | 'broken';
  /** Of a broken file. */
  readonly problem: PolicyProblem | null;
  readonly settings: ManagedSettings;
}

/** The time of a new firm. Where the firm has chosen less, that counts. */
const SAFE_IDLE_LOCK_MINUTES = 10;
const WHILE_BROKEN: ManagedSettings = {
  idleLockMinutesAtMost: SAFE_IDLE_LOCK_MINUTES,
  secondApproverRequired: true,
  noSampleData: true,
};

export const unmanaged = (file: string): Managed => ({ file, state: 'absent', problem: null, settings: {} });
export const managedBy = (file: string, settings: ManagedSettings): Managed => ({
  file,
  state: 'in_use',
  problem: null,
  settings,
});
export const brokenPolicy = (file: string, problem: PolicyProblem): Managed => ({
  file,
  state: 'broken',
  problem,
  settings: WHILE_BROKEN,
});
