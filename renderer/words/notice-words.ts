// What somebody else did to an account, as its user reads it. Each sentence follows the name of the actor.
import type { Screen } from '../../preload/contract/index.ts';
import { exactTime } from './time-words.ts';
import { REASON_WORDS } from './user-words.ts';

type Notice = NonNullable<Extract<Screen, { name: 'setup_code' }>['notice']>;

export function noticeSentence({ kind, at, reason }: Notice): string {
  const when = exactTime(at);
  const why = reason === null ? '' : ` (${reason === 'other' ? 'another reason' : REASON_WORDS[reason].toLowerCase()})`;
  switch (kind) {
    case 'two_factor_reset':
      return ` reset your 2FA on ${when}${why}. If you did not ask for this, stop here and call your firm.`;
    case 'password_reset':
      return ` reset your password on ${when}. If you did not ask for this, stop here and call your firm.`;
    case 'reactivated':
      return ` reactivated your account on ${when}. If you did not expect this, stop here and call your firm.`;
    case 'replace_requested':
      return ` asked you on ${when} to set up a new authenticator${why}. The old one works until the new one is confirmed.`;
    case 'temporary_code':
      return ` issued a temporary code for your account on ${when}. If you did not ask for it, stop here and call your firm.`;
    case 'unfrozen':
      return ` unfroze your account on ${when}.`;
    case 'unlocked':
      return ` unlocked your account on ${when}, after wrong passwords had locked it. If you did not ask for this, stop here and call your firm.`;
    case 'email_changed':
      return ` changed the email of your account on ${when}. If you did not expect this, stop here and call your firm.`;
    case 'number_changed':
      return ` changed your number on file on ${when}. If you did not expect this, stop here and call your firm.`;
    case 'role_changed':
      return ` changed your role on ${when}. If you did not expect this, stop here and call your firm.`;
  }
}
