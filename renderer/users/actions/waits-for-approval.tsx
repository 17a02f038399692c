// An act that waits for a second approver: said before it is asked for, and after.
import { Banner } from '../../ui/banner.tsx';
import { exactTime } from '../../words/time-words.ts';

export function NeedsApprover() {
  return (
    <Banner tone="attention">
      <strong>This needs a second approver.</strong> Nothing happens now. Another Partner Admin approves it first, then you carry it out under
      Approvals.
    </Banner>
  );
}

interface WaitsForApprovalProps {
  readonly expiresAt: number;
  readonly requestedBy: string;
}

export function WaitsForApproval({ expiresAt, requestedBy }: WaitsForApprovalProps) {
  return (
    <Banner tone="info">
      <strong>This waits for a second approver.</strong> Nothing was changed. {requestedBy} has asked for it, and until {exactTime(expiresAt)} another
      Partner Admin can approve it under Approvals. Whoever asked carries it out there and is shown the code.
    </Banner>
  );
}
