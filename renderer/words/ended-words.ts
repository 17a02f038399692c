// Why a session has ended, as its person reads it on the sign-in page.
import type { Screen } from '../../preload/contract/index.ts';
import { isolate } from './isolate.ts';
import { exactTime } from './time-words.ts';

type Ended = NonNullable<Extract<Screen, { name: 'sign_in' }>['ended']>;

export function endedSentence({ why, byName, at }: Ended): string {
  const who = byName === null ? 'An administrator' : isolate(byName);
  const when = `on ${exactTime(at)}`;
  switch (why) {
    case 'two_factor_reset':
      return `${who} reset your 2FA ${when}, so your session has ended. Sign in again to set up 2FA. If you did not ask for this, call your firm.`;
    case 'password_reset':
      return `${who} reset your password ${when}, so your session has ended. Choose a new one with the one-time code that you get from your firm. If you did not ask for this, call your firm.`;
    case 'role_changed':
      return `${who} changed your role ${when}, so your session has ended. Sign in again.`;
    case 'deactivated':
      return `Your account was deactivated ${when}, so your session has ended. If you do not expect this, call your firm.`;
    case 'frozen':
      return `Your account was frozen ${when}, because a change to it was reported. Call your firm.`;
    case 'password_changed':
      return `Your password was changed ${when}, so your other sessions have ended. Sign in with the new one. If it was not you, call your firm.`;
    case 'authenticator_changed':
      return `Your authenticator was changed ${when}, so your other sessions have ended. If it was not you, call your firm.`;
    case 'ended_by_user':
      return `You ended this session from another window ${when}. Sign in again.`;
    case 'temporary_code_ended':
      return `The time of your temporary code was over ${when}, or it was revoked, so your session has ended. Sign in again.`;
    case 'recovery_kit_used':
      return `The recovery kit was used for your account ${when}, so your session has ended. If none of you agreed to that, call your firm.`;
    case 'expired':
      return 'The time of your session was over: it lasts 12 hours at most. Sign in again.';
  }
}
