// Messages about an act that needs a second approver: before the administrator asks for it, and after.
import type { ApprovalBlock } from '../../../preload/contract/index.ts';
import { useAppStore } from '../../state.ts';
import { Banner } from '../../ui/banner.tsx';
import { failureSentence } from '../../words/failure-words.ts';
import { isolate } from '../../words/isolate.ts';
import { exactTime } from '../../words/time-words.ts';
import { fullName } from '../../words/user-words.ts';

interface NeedsApproverProps {
  /** Why nobody could approve it now. */
  readonly block: ApprovalBlock | null;
}

export function NeedsApprover({ block }: NeedsApproverProps) {
  if (block !== null)
    return (
      <Banner tone="danger">
        <strong>This needs a second approver, and there is none at the moment.</strong>{' '}
        {failureSentence({ code: block })}
      </Banner>
    );
  return (
    <Banner tone="attention">
      <strong>This needs a second approver.</strong> Nothing happens now. A Partner Admin who is independent of you both
      has to approve it first. Then you carry it out under Approvals.
    </Banner>
  );
}

interface WaitsForApprovalProps {
  readonly expiresAt: number;
  readonly requestedBy: string;
}

/** @param requestedBy somebody else may have asked for the same act before. */
export function WaitsForApproval({ expiresAt, requestedBy }: WaitsForApprovalProps) {
  const isOwn = useAppStore(({ signedIn }) => signedIn !== undefined && fullName(signedIn.user) === requestedBy);
  return (
    <Banner tone="info">
      <strong>This waits for a second approver.</strong> Nothing was changed. Until {exactTime(expiresAt)}, another
      Partner Admin can approve it under Approvals.{' '}
      {isOwn
        ? 'Then you carry it out there and get the code.'
        : `${isolate(requestedBy)} asked for it before you, and will carry it out there.`}
    </Banner>
  );
}
