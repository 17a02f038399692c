// A chip with the 2FA state of a user. Its tooltip says who, when and until when.
import { Clock, ShieldAlert, ShieldCheck, ShieldOff, Smartphone } from 'lucide-react';
import type { UserRow } from '../../preload/contract/index.ts';
import { Chip } from '../ui/chip.tsx';
import { isolate } from '../words/isolate.ts';
import { exactTime, left } from '../words/time-words.ts';

type TwoFactor = NonNullable<UserRow['details']>['twoFactor'];

export function TwoFactorChip({ twoFactor, now }: { readonly twoFactor: TwoFactor; readonly now: number }) {
  if (twoFactor.replaceRequested !== null)
    return <ReplacementChip asked={twoFactor.replaceRequested} deadlineAt={twoFactor.deadlineAt} now={now} />;
  if (twoFactor.state === 'set_up') {
    return (
      <Chip
        tone="ok"
        icon={ShieldCheck}
        text="Set up"
        title={twoFactor.at === null ? undefined : `Authenticator app, since ${exactTime(twoFactor.at)}`}
      />
    );
  }
  if (twoFactor.state === 'not_set_up') return <Chip tone="neutral" icon={ShieldOff} text="Not set up" />;
  const who = `Reset by ${isolate(twoFactor.resetBy ?? 'an administrator')}${twoFactor.at === null ? '' : ` on ${exactTime(twoFactor.at)}`}.`;
  if (twoFactor.deadlineAt === null) {
    return (
      <Chip
        tone="danger"
        icon={ShieldAlert}
        text="Needs a new reset"
        title={`${who} That reset no longer counts: the account is locked until 2FA is reset again.`}
      />
    );
  }
  if (twoFactor.deadlineAt <= now) {
    return (
      <Chip
        tone="danger"
        icon={Clock}
        text="Overdue"
        title={`${who} The setup code ran out on ${exactTime(twoFactor.deadlineAt)}: the account is locked until 2FA is reset again.`}
      />
    );
  }
  return (
    <Chip
      tone="attention"
      icon={ShieldAlert}
      text={`Setup required, ${left(twoFactor.deadlineAt, now)}`}
      title={`${who} Setup required, until ${exactTime(twoFactor.deadlineAt)}.`}
    />
  );
}

interface ReplacementChipProps {
  readonly asked: NonNullable<TwoFactor['replaceRequested']>;
  readonly deadlineAt: number | null;
  readonly now: number;
}

function ReplacementChip({ asked: { at, by }, deadlineAt, now }: ReplacementChipProps) {
  const who = `${isolate(by ?? 'An administrator')} asked for a new authenticator on ${exactTime(at)}.`;
  if (deadlineAt !== null && deadlineAt <= now) {
    return (
      <Chip
        tone="danger"
        icon={Clock}
        text="New phone overdue"
        title={`${who} Its time ran out on ${exactTime(deadlineAt)}: the account is locked until 2FA is reset.`}
      />
    );
  }
  return (
    <Chip
      tone="attention"
      icon={Smartphone}
      text={deadlineAt === null ? 'New phone' : `New phone, ${left(deadlineAt, now)}`}
      title={`${who} The old one works until the new one is confirmed${deadlineAt === null ? '' : `, and no longer than until ${exactTime(deadlineAt)}`}.`}
    />
  );
}
