// A refusal in a dialog of one's own account. If the step is over, the general sentence would point to the sign-in
// page, which is wrong here.
import type { Failure } from '../../preload/contract/index.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { Banner } from '../ui/banner.tsx';
import { Live } from '../ui/live.tsx';

/** The dialog can do nothing more. */
export const isOver = (failure: Failure | undefined): boolean =>
  failure?.code === 'not_now' || failure?.code === 'conflict';

export function AccountFailure({ failure }: { readonly failure: Failure | undefined }) {
  const over = isOver(failure) ? failure : undefined;
  return (
    <>
      <Live isUrgent cause={over}>
        {over !== undefined && (
          <Banner tone="danger">
            This took too long, or your account has changed. Nothing was done. Close this and start again.
          </Banner>
        )}
      </Live>
      <FailureBanner failure={over === undefined ? failure : undefined} />
    </>
  );
}
