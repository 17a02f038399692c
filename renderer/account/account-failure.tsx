// A refusal in one of the account's dialogs. Where the step is over, the general sentence would send the person to the sign-in
// page, where they are not.
import type { Failure } from '../../preload/contract/index.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { Banner } from '../ui/banner.tsx';

/** Nothing can be done in this dialog any more. */
export const isOver = (failure: Failure | undefined): boolean =>
  failure?.code === 'not_now' || failure?.code === 'conflict';

export function AccountFailure({ failure }: { readonly failure: Failure | undefined }) {
  if (!isOver(failure)) return <FailureBanner failure={failure} />;
  return (
    <Banner tone="danger">
      This took too long, or your account was changed meanwhile. Nothing was done: close this and start again.
    </Banner>
  );
}
