// Who did something to the account, when and why: the user reads it before anything else.
import type { Screen } from '../../preload/contract.ts';
import { Banner } from '../ui/banner.tsx';
import { exactTime } from '../words/time-words.ts';
import { REASON_WORDS } from '../words/user-words.ts';

export type Notice = NonNullable<Extract<Screen, { name: 'setup_code' }>['notice']>;

function sentence({ kind, at, reason }: Notice): string {
  const why = reason === null ? '' : ` (${reason === 'other' ? 'another reason' : REASON_WORDS[reason].toLowerCase()})`;
  switch (kind) {
    case 'replace_requested':
      return ` asked you on ${exactTime(at)} to set up a new authenticator${why}. The old one works until the new one is confirmed.`;
    case 'two_factor_reset':
      return ` reset your 2FA on ${exactTime(at)}${why}. If you did not ask for this, stop here and call your firm.`;
    case 'password_reset':
      return ` reset your password on ${exactTime(at)}. If you did not ask for this, stop here and call your firm.`;
    case 'reactivated':
      return ` reactivated your account on ${exactTime(at)}. If you did not expect this, stop here and call your firm.`;
  }
}

export function ResetNotice({ notice }: { readonly notice: Notice }) {
  return (
    <Banner tone="info">
      <strong>{notice.byName}</strong>
      {sentence(notice)}
    </Banner>
  );
}
