// A chip with the status of a user. An invitation says how long its code is good.
import type { UserRow } from '../../preload/contract/index.ts';
import { Chip } from '../ui/chip.tsx';
import { exactTime, left } from '../words/time-words.ts';
import { STATUS_TONES, STATUS_WORDS } from '../words/user-words.ts';

type Details = NonNullable<UserRow['details']>;
type Subject = Pick<Details, 'status' | 'invitationExpiresAt'>;

export function StatusChip({ user, now }: { readonly user: Subject; readonly now: number }) {
  const { status, invitationExpiresAt: until } = user;
  if (status === 'invited' && until !== null) {
    return (
      <Chip
        tone={STATUS_TONES.invited}
        text={`Invited, ${left(until, now)}`}
        title={`The activation code is good until ${exactTime(until)}.`}
      />
    );
  }
  return <Chip tone={STATUS_TONES[status]} text={STATUS_WORDS[status]} />;
}
