// A chip with the 2FA state of a user. Its tooltip says who, when and until when.
import { Clock, ShieldAlert, ShieldCheck, ShieldOff, Smartphone } from 'lucide-react';
import type { UserRow } from '../../preload/contract/index.ts';
import { Chip } from '../ui/chip.tsx';
import { exactTime, left } from '../words/time-words.ts';

type TwoFactor = NonNullable<UserRow['details']>['twoFactor'];

export function TwoFactorChip({ twoFactor, now }: { readonly twoFactor: TwoFactor; readonly now: number }) {
  if (twoFactor.replaceRequested !== null) {
    const { at, by } = twoFactor.replaceRequested;
    return (
      <Chip
        tone="info"
        icon={Smartphone}
        text="Set up, new phone asked for"
        title={`${by ?? 'An administrator'} asked for a new authenticator on ${exactTime(at)}. The old one works until the new one is confirmed.`}
      />
    );
  }
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
  const who = `Reset by ${twoFactor.resetBy ?? 'an administrator'}${twoFactor.at === null ? '' : ` on ${exactTime(twoFactor.at)}`}.`;
  if (twoFactor.deadlineAt === null)
    return <Chip tone="attention" icon={ShieldAlert} text="Setup required" title={who} />;
  if (twoFactor.deadlineAt <= now) {
    return (
      <Chip
        tone="danger"
        icon={Clock}
        text="Overdue"
        title={`${who} The setup code ran out on ${exactTime(twoFactor.deadlineAt)}: the account is locked until it is reset again.`}
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
