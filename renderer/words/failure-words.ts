// Refusals in words: what happened, and what to do.
import { UNUSABLE_VALUE } from '../../preload/channels.ts';
import type { Failure } from '../../preload/contract/index.ts';
import { clockTime, exactTime, momentWords, roughly } from './time-words.ts';
import { BLOCK_WORDS } from './user-words.ts';

type FieldProblem = Extract<Failure, { readonly code: 'bad_input' }>['fields'][number];

/** A phone is off by minutes; a difference of hours is as often the computer's. */
function phoneClockSentence(minutes: number): string {
  const off = `about ${roughly(Math.abs(minutes))} ${minutes > 0 ? 'ahead' : 'behind'}`;
  return Math.abs(minutes) < 20
    ? `Your phone’s clock is ${off}. Set the phone to automatic time, then enter a new code.`
    : `Your phone’s clock is ${off} of this computer’s. Set the one that is wrong to automatic time, then enter a new code.`;
}

const olderEntries = (entry: string | undefined): string =>
  entry === undefined
    ? ''
    : ` If the app has more than one entry for this firm, use the newest, from ${entry}, and delete the old entry once that one works.`;

export function failureSentence(failure: Failure): string {
  switch (failure.code) {
    case 'bad_input':
      return [...new Set(failure.fields.map(problemSentence))].join(' ');
    case 'wrong_credentials':
      return 'Email or password is incorrect. Check both and try again.';
    case 'wrong_code':
      return `That code is not right. Enter the code that your authenticator app shows now.${olderEntries(failure.entry)}`;
    case 'old_entry':
      return `This code is from your old entry. Enter the code of the new entry, from ${failure.entry}. Delete the old entry in the app once the new one works.`;
    case 'code_already_used':
      return 'That code was already used. Wait for the next one.';
    case 'phone_clock_off':
      return phoneClockSentence(failure.minutes);
    case 'wrong_recovery_code':
      return 'That recovery code is not right, or it has already been used. Each code works once.';
    case 'wrong_setup_code':
      return 'That setup code is not right. Check it with the Partner Admin who gave it to you.';
    case 'setup_overdue':
      return 'The time to set up 2FA has run out, so the account is locked. Ask a Partner Admin to reset your 2FA.';
    case 'needs_new_reset':
      return 'Your 2FA needs a new reset, because the last one no longer counts. Ask a Partner Admin.';
    case 'locked_until':
      return `Too many attempts. Try again at ${momentWords(failure.until, Date.now())}.`;
    case 'factor_disabled':
      return 'Too many attempts in a row: this way of signing in is locked. A Partner Admin can unlock or reset it.';
    case 'clock_went_back':
      return `This computer’s clock is ${roughly(failure.minutes)} behind a time that it showed before. Codes are refused until it shows ${exactTime(failure.until)}. Set the clock right. If it is right now, a Partner Admin accepts it by signing in with a recovery code.`;
    case 'clock_impossible':
      return 'This computer’s clock shows a day that cannot be right. Set the clock, then try again.';
    case 'deactivated':
      return 'This account is deactivated. Ask a Partner Admin.';
    case 'frozen':
      return 'This account is frozen because its user reported a change. A Partner Admin can unfreeze it.';
    case 'own_account':
      return 'You cannot reset your own 2FA. Ask another Partner Admin.';
    case 'last_able_admin':
      return 'This is the only Partner Admin who can sign in. Set up 2FA for another Partner Admin first.';
    case 'nothing_to_reset':
      return 'This account no longer has 2FA to reset. Close this and look at the list again.';
    case 'fresh_code_needed':
      return 'Enter the 6-digit code from your own authenticator app.';
    case 'number_changed':
      return 'The number to call has changed since it was shown, so nothing was done. Call again, on the number that is shown now.';
    case 'no_number':
      return 'There is no number on file to call, so nothing was done. Add a number first, or check who is asking in another way.';
    case 'still_running':
      return 'The last act on many rows is still under way in this window. Wait until it has ended, then try again. If you sign out now, its codes are lost.';
    case 'codes_not_saved':
      return failure.of === 'reset'
        ? 'The setup codes from your last reset of several people are not saved. Save them first, or give them up.'
        : 'The activation codes from your last import are not saved. Save them first, or give them up.';
    case 'conflict':
      return 'Somebody else has changed this, so nothing was saved. Check it now, and make your change again if it is still needed.';
    case 'done_before':
      return `This was done at ${clockTime(failure.at)} already, so nothing was done again. Check it now, and do it again if it is still needed.`;
    case 'not_possible':
      return BLOCK_WORDS[failure.why];
    case 'client_terminated':
      return 'This client has been terminated, so nothing was changed.';
    case 'too_late_to_restore':
      return 'It is too late to undo this.';
    case 'last_client':
      return 'This is their only client, and a client’s user must keep at least one. Add another client first, or ask a Partner Admin to deactivate the account.';
    case 'contacts_changed':
      return 'This person is now the point of contact for other clients than before. The list is up to date. Check it and try again.';
    case 'wrong_one_time_code':
      return 'Email or code is incorrect, or a newer code has replaced this one. Check both and try again.';
    case 'one_time_code_expired':
      return 'The time for that code has run out. Ask the person who gave it to you for a new one.';
    case 'wrong_temporary_code':
      return 'That temporary code is not right, or a newer one has replaced it. Check it with the Partner Admin who gave it to you.';
    case 'temporary_code_expired':
      return 'The time for that temporary code has run out. Ask a Partner Admin for a new one.';
    case 'temporary_code_used':
      return 'That temporary code has already been used, and it works only once. Ask a Partner Admin for a new one.';
    case 'temporary_session':
      return 'You signed in with a temporary code, and this needs your authenticator app. Do it when you next sign in with the app.';
    case 'wrong_recovery_kit':
      return 'Email or recovery kit is incorrect, or a newer kit has replaced this one. Enter the email of a Partner Admin, and check the code.';
    case 'recovery_kit_replaced':
      return 'A newer recovery kit has been made, so this one no longer works. Destroy your copies of it.';
    case 'no_second_approver':
      return 'No other Partner Admin who can sign in is independent of the people concerned. Two accounts count as one person for some days after one has let the other in: Settings shows until when. If this cannot wait, use the recovery kit.';
    case 'own_request':
      return 'You asked for this, or it is about you. Another Partner Admin has to decide.';
    case 'approver_not_independent':
      return 'You count as one person with one of the two concerned, because one account let the other in. A Partner Admin who is independent of both has to decide.';
    case 'requester_not_independent':
      return 'The person who asked counts as one person with the user concerned, because one account let the other in. Another Partner Admin has to ask for it.';
    case 'requester_not_able':
      return 'The person who asked cannot act as a Partner Admin at the moment, so nothing was done.';
    case 'not_approved':
      return 'This is not approved yet, or the person who approved it can no longer act as a Partner Admin. It waits for another approval.';
    case 'approval_expired':
      return 'The time for this request has run out. Ask for it again.';
    case 'backup_busy':
      return 'A backup is being made or opened. Wait until it is done.';
    case 'backup_not_saved':
      return 'The backup could not be written there: the disk is full, the folder is gone, or you may not write to it. Nothing half done is left. Choose another place.';
    case 'backup_not_proved':
      return 'The finished backup was opened again and was not as it should be, so it was removed. Choose another disk and try again.';
    case 'backup_not_chosen':
      return 'No backup is chosen in this window. Choose the file again.';
    case 'backup_wrong_passphrase':
      return 'The passphrase does not open this file. Check it. If you are sure of it, the beginning of the file is damaged: try another backup. Nothing was changed.';
    case 'backup_damaged':
      return 'This backup is cut or damaged. Try another copy of it, or an earlier backup. Nothing was changed.';
    case 'backup_newer':
      return 'A newer Rekey made this backup. Install the newest version of Rekey, then restore it. Nothing was changed.';
    case 'backup_not_readable':
      return 'This file cannot be read: it is a link or a folder, or your account may not open it. Choose the backup itself. Nothing was changed.';
    case 'backup_not_rekey':
      return 'This file is not a backup of Rekey. The name of a backup ends with .rekey-backup.age. Nothing was changed.';
    case 'backup_other_firm':
      return 'This is the backup of another firm, so it does not replace this one. Nothing was changed.';
    case 'backup_of_sample':
      return 'This is a backup of the sample firm, which never takes the place of a real one. Nothing was changed.';
    case 'move_overtaken':
      return 'Somebody did something in Rekey while the file was made, and the file does not have it. So the firm was not moved, and the file was removed. Close the other windows and try again.';
    case 'only_at_server':
      return 'This is done at the computer that has the firm’s data. Sign in there.';
    case 'port_taken':
      return 'Another program on this computer uses that port. Choose another number, such as 27444.';
    case 'address_not_here':
      return 'This computer does not have that address now. Choose another one.';
    case 'not_connected':
      return 'This computer is not connected to the firm’s server now, so nothing was done. Rekey is connecting again. Try again once it says “Connected” at the bottom of the window.';
    case 'not_known':
      return 'The connection was lost before the answer came, so it is not known whether this was done. Rekey is connecting again. Look at the list or at Activity then, before you do it again.';
    case 'not_on_standby':
      return 'The standby of the database did not confirm this within three seconds. It is on one machine only, so it is not known whether it lasts. Nothing more is done until the standby is back, or until a Partner Admin decides to go on without it. Look at the list or at Activity then, before you do it again.';
    case 'standby_missing':
      return 'The standby of the database is missing, so nothing was done: it would be on one machine only. Lists and details can be read. A Partner Admin can go on without the standby in Settings, under Other desktops.';
    case 'standby_just_missing':
      return 'The standby is missing for less than two minutes. Where the database is only cut off from the others, it ends within that time, and another one takes its place. Nothing was changed. Ask the person who looks after the database, and try again in two minutes.';
    case 'server_not_reached':
      return 'Rekey does not answer at that address. Check the address, that Rekey is open on that computer, and that this computer is in the same network.';
    case 'wrong_server':
      return 'The computer at that address is not the one that made the pairing code, so nothing was sent to it. Check the address and the code.';
    case 'wrong_pairing_code':
      return 'That pairing code is not right, it was used before, or its ten minutes are over. Check it, or ask for a new one.';
    case 'server_other_version':
      return 'The two computers have different versions of Rekey. Install the same version on both, then try again.';
    case 'backup_in_data_folder':
      return 'This place is inside Rekey’s own data folder, which is lost together with the firm. Choose a folder on another disk. Nothing was written.';
    case 'wrong_password':
      return 'That is not your current password. Check it and try again.';
    case 'forbidden':
      return 'Your role does not allow this. The attempt was recorded.';
    case 'not_found':
      return 'This no longer exists, or you are not allowed to see it.';
    case 'set_by_it':
      return 'Your IT has set this, and Rekey does not change it. Ask the person who looks after your computers.';
    case 'not_signed_in':
    case 'not_now':
      return 'This is no longer possible. Start again from the sign-in page.';
    case 'cannot_write':
      return 'The disk is full or cannot be written to. Nothing was changed. Make room and try again.';
    case 'mail_not_opened':
      return 'Your mail program could not be opened. Copy or save the text instead.';
    case 'file_not_saved':
      return 'The file was not saved: the disk there is full, the folder is gone or closed to you, or another program has the file open. Choose another place.';
    case 'wrong_sender':
    case 'unknown_request':
      return 'This window is not one of Rekey’s own. Close it.';
    case 'unexpected':
      return `Something unexpected happened, and nothing was changed. It is in the log under ${failure.reference}.`;
  }
}

/** Without the field that it stands beside, "this value" says nothing. */
const problemSentence = ({ message }: FieldProblem): string =>
  message === UNUSABLE_VALUE
    ? 'Something here cannot be used, and no field shows what. Nothing was done. Close this, open it again and try once more.'
    : message;

/**
 * What a banner has left to say.
 * @param shown the problems that can be read beside fields.
 */
export function withoutShown(failure: Failure, shown: readonly string[]): Failure | undefined {
  if (failure.code !== 'bad_input') return failure;
  const fields = failure.fields.filter(({ message }) => !shown.some((sentence) => sentence.includes(message)));
  if (fields.length === failure.fields.length) return failure;
  return fields.length === 0 ? undefined : { ...failure, fields };
}

/** The sentence for a field, if the refusal names the field. */
export function fieldSentence(failure: Failure | undefined, field: string): string | undefined {
  return failure?.code === 'bad_input' ? failure.fields.find((problem) => problem.field === field)?.message : undefined;
}
