// Refusals: the closed list of ways in which Rekey says no.
// A refusal is an answer, not an accident: it carries a code and the facts that the window needs to say what happened
// and what to do. Anything else that is thrown is unexpected, and its text never leaves the main process.

import type { Block } from './user-actions.ts';

export interface FieldProblem {
  /** Name of the input field, as in the contract. */
  readonly field: string;
  /** A sentence for the person at the screen. */
  readonly message: string;
}

export type RefusalReason =
  // the call itself
  | { readonly code: 'wrong_sender' }
  | { readonly code: 'unknown_request' }
  | { readonly code: 'bad_input'; readonly fields: readonly FieldProblem[] }
  /** The window is not at the place where this request is possible (for example: no sign-in under way). */
  | { readonly code: 'not_now' }
  | { readonly code: 'not_signed_in' }
  | { readonly code: 'forbidden' }
  /** Missing, or not visible to the actor: the two are not told apart. */
  | { readonly code: 'not_found' }
  /** The policy file of the firm's IT fixes it. */
  | { readonly code: 'set_by_it' }
  /** The record changed after the window read it. */
  | { readonly code: 'conflict' }
  /** The same request was carried out at this time, and its answer cannot be given again. */
  | { readonly code: 'done_before'; readonly at: number }
  /** An unexpected error; `reference` is also in the log. */
  | { readonly code: 'unexpected'; readonly reference: string }
  /** The disk is full or not writable; nothing was changed. */
  | { readonly code: 'cannot_write' }
  /** The computer's clock shows a day that cannot be. */
  | { readonly code: 'clock_impossible' }
  /** The file that the person chose could not be written. */
  | { readonly code: 'file_not_saved' }
  /** There is no mail program, or it does not take a letter of this length. */
  | { readonly code: 'mail_not_opened' }
  // signing in
  | { readonly code: 'wrong_credentials' }
  | { readonly code: 'deactivated' }
  /** The user has said that something done to the account was not agreed. */
  | { readonly code: 'frozen' }
  /** `entry`: the month that the label of the right entry carries. It is there when 2FA was set up lately. */
  | { readonly code: 'wrong_code'; readonly entry?: string }
  /** At a setup: the code is right for the authenticator that the new one will replace. `entry`: as above, of the new one. */
  | { readonly code: 'old_entry'; readonly entry: string }
  /** `waitMs`: how long the app may still show a code that is used up. */
  | { readonly code: 'code_already_used'; readonly waitMs: number }
  /** `minutes` > 0: the phone is ahead of this computer. Never accepted, only diagnosed. */
  | { readonly code: 'phone_clock_off'; readonly minutes: number }
  | { readonly code: 'wrong_recovery_code' }
  | { readonly code: 'wrong_setup_code' }
  | { readonly code: 'setup_overdue' }
  /** The setup after a reset was ended, and only another reset leads on. */
  | { readonly code: 'needs_new_reset' }
  /** `until`: epoch ms. */
  | { readonly code: 'locked_until'; readonly until: number }
  | { readonly code: 'factor_disabled' }
  /**
   * `minutes`: how far this computer's clock is behind the latest time that Rekey has believed. `until`: what the clock
   * shows when codes are accepted again.
   */
  | { readonly code: 'clock_went_back'; readonly minutes: number; readonly until: number }
  // acting on a user or a client
  /** It does not apply to this user now; `why` says it. */
  | { readonly code: 'not_possible'; readonly why: Block }
  | { readonly code: 'client_terminated' }
  | { readonly code: 'too_late_to_restore' }
  /** Someone of a client keeps at least one client. */
  | { readonly code: 'last_client' }
  /** The clients whose point of contact the user is are not those that the window has shown. */
  | { readonly code: 'contacts_changed' }
  // one-time codes and one's own account
  | { readonly code: 'wrong_one_time_code' }
  | { readonly code: 'one_time_code_expired' }
  | { readonly code: 'wrong_password' }
  | { readonly code: 'wrong_temporary_code' }
  | { readonly code: 'temporary_code_expired' }
  /** It works once, and was used. */
  | { readonly code: 'temporary_code_used' }
  /** Not in a session that a temporary code opened: it needs the authenticator. */
  | { readonly code: 'temporary_session' }
  // the recovery kit
  | { readonly code: 'wrong_recovery_kit' }
  /** A newer kit was made after this one was shown. */
  | { readonly code: 'recovery_kit_replaced' }
  // resetting
  | { readonly code: 'own_account' }
  | { readonly code: 'last_able_admin' }
  | { readonly code: 'nothing_to_reset' }
  | { readonly code: 'fresh_code_needed' }
  /** The numbers to call are not those that the window has shown. */
  | { readonly code: 'number_changed' }
  /** "I called back", and there is no number to call. */
  | { readonly code: 'no_number' }
  /** This window carries out an act on many people, or its codes are being saved. */
  | { readonly code: 'still_running' }
  /** This window has carried out a bulk reset, and nobody has saved or given up its setup codes. */
  | {
      readonly code: 'codes_not_saved';
      readonly of: 'reset' | 'import';
      readonly bulkId: string;
      readonly codes: number;
    }
  // the second approver
  /** Nobody is there who could approve it and is independent of requester and target. */
  | { readonly code: 'no_second_approver' }
  /** The requester does not approve it. */
  | { readonly code: 'own_request' }
  /** The approver may be one person with the requester or the target. */
  | { readonly code: 'approver_not_independent' }
  /** The requester may be one person with the target. */
  | { readonly code: 'requester_not_independent' }
  /** The requester can no longer act. */
  | { readonly code: 'requester_not_able' }
  /** It waits still, or again because who has approved it cannot act any more. */
  | { readonly code: 'not_approved' }
  | { readonly code: 'approval_expired' }
  // backups
  /** One is being made or opened. */
  | { readonly code: 'backup_busy' }
  /** The disk is full, the folder is gone, or nobody may write there. */
  | { readonly code: 'backup_not_saved' }
  /** The finished file was opened again and was not what had been put into it. It is removed. */
  | { readonly code: 'backup_not_proved' }
  /** Another window has chosen one since, or nobody has. */
  | { readonly code: 'backup_not_chosen' }
  /** Or the beginning of the file was changed: the two look alike. */
  | { readonly code: 'backup_wrong_passphrase' }
  | { readonly code: 'backup_damaged' }
  | { readonly code: 'backup_newer' }
  /** It is a link or a folder, or this account may not read it. */
  | { readonly code: 'backup_not_readable' }
  | { readonly code: 'backup_not_rekey' }
  | { readonly code: 'backup_other_firm' }
  | { readonly code: 'backup_of_sample' }
  /** Something was done between the copy and the mark of a move. It would have been lost. */
  | { readonly code: 'move_overtaken' }
  /** The place is inside Rekey's own data folder. */
  | { readonly code: 'backup_in_data_folder' }
  // the firm's server
  /** It is done at the computer that has the firm's data. */
  | { readonly code: 'only_at_server' }
  /** Another program listens there. */
  | { readonly code: 'port_taken' }
  /** No address of this computer. */
  | { readonly code: 'address_not_here' }
  /** Nothing was sent, so nothing was done. */
  | { readonly code: 'not_connected' }
  /** It was sent, and the connection was lost before the answer. */
  | { readonly code: 'not_known' }
  /** It is done, and on one machine only: the standby of the database has not confirmed it in time. */
  | { readonly code: 'not_on_standby' }
  /** Nothing was done: the standby of the database is missing, and nobody has decided to go on without it. */
  | { readonly code: 'standby_missing' }
  /** It is too early to go on without the standby: the others may be about to replace this database. */
  | { readonly code: 'standby_just_missing' }
  | { readonly code: 'server_not_reached' }
  /** The computer at that address is not the one that made the pairing code. */
  | { readonly code: 'wrong_server' }
  /** Or it was used, or it is too old. */
  | { readonly code: 'wrong_pairing_code' }
  | { readonly code: 'server_other_version' };

export class Refusal extends Error {
  readonly reason: RefusalReason;
  /** With phone_clock_off and clock_went_back: the time step of the code. It never leaves main. */
  readonly diagnosedStep: number | undefined;

  /** @param cause never leaves main. */
  constructor(reason: RefusalReason, diagnosedStep?: number, cause?: unknown) {
    super(reason.code, { cause });
    this.name = 'Refusal';
    this.reason = reason;
    this.diagnosedStep = diagnosedStep;
  }
}

export function refuse(reason: RefusalReason, cause?: unknown): never {
  throw new Refusal(reason, undefined, cause);
}
