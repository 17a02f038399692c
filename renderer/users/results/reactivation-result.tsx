// Says what a reactivation gives back, and what the user does next.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';

type CodeKind = Extract<OutputOf<'users.reactivate'>, { outcome: 'done' }>['kind'];

export const letterKindOf = (codeKind: CodeKind): 'invitation' | 'reactivation' =>
  codeKind === 'activation_code' ? 'invitation' : 'reactivation';

interface ReactivationResultProps {
  readonly name: string;
  readonly codeKind: CodeKind;
  readonly deadlineAt: number;
}

export function ReactivationResult({ name, codeKind, deadlineAt }: ReactivationResultProps) {
  const isInvitation = codeKind === 'activation_code';
  return (
    <>
      <Banner tone="ok">
        <strong>The account is {isInvitation ? 'invited again' : 'active again'}.</strong> Role and client access are as
        before.
      </Banner>
      {codeKind === 'no_code' ? (
        <p>
          At the next sign-in, {name} is prompted to set up 2FA, until {exactTime(deadlineAt)}. After that the account
          is locked.
        </p>
      ) : (
        <p>
          {isInvitation
            ? `With this code ${name} activates the account: name, password, then 2FA.`
            : `At the next sign-in, ${name} is prompted to set up 2FA and needs this code.`}{' '}
          Give it to nobody else.
        </p>
      )}
    </>
  );
}
