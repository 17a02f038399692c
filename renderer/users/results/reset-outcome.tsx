// The outcomes of a reset of 2FA.
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';
import { WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { ResetResult } from './reset-result.tsx';

interface ResetOutcomeProps {
  readonly firstName: string;
  readonly result: OutputOf<'users.resetTwoFactor'>;
  readonly mode: InputOf<'users.resetTwoFactor'>['mode'] | '';
}

export function ResetOutcome({ firstName, result, mode }: ResetOutcomeProps) {
  switch (result.outcome) {
    case 'done':
      return <ResetResult firstName={firstName} result={result} />;
    case 'already_done':
      return (
        <Banner tone="info">
          <bdi>{result.byName}</bdi> has already done this, on {exactTime(result.at)}. Nothing was changed again.
          {mode === 'revoke_now' && ' If the setup code is lost, reset once more.'}
        </Banner>
      );
    case 'replacement_requested':
      return (
        <Banner tone="ok">
          <strong>{firstName} has to set up the new phone at the next sign-in.</strong> The old one works until then,
          and until {exactTime(result.deadlineAt)} at the latest. After that the account is locked until 2FA is reset.
          There is nothing to pass on.
        </Banner>
      );
    case 'waits_for_approval':
      return <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />;
  }
}
