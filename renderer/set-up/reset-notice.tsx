// Who reset the second factor, when and why: the user reads it before anything else.
import type { Screen } from '../../preload/contract.ts';
import { Banner } from '../ui/banner.tsx';
import { exactTime } from '../words/time-words.ts';
import { REASON_WORDS } from '../words/user-words.ts';

export type Notice = NonNullable<Extract<Screen, { name: 'setup_code' }>['notice']>;

export function ResetNotice({ notice }: { readonly notice: Notice }) {
  const reason = notice.reason === 'other' ? 'another reason' : REASON_WORDS[notice.reason].toLowerCase();
  return (
    <Banner tone="info">
      <strong>{notice.byName}</strong> reset your 2FA on {exactTime(notice.at)} ({reason}). If you did not ask for this, stop here and call your firm.
    </Banner>
  );
}
