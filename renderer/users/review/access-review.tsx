// Access review: the list of one that is open, or what the policy asks for, the report of the last one, and the button that
// begins the next.
import { useCallback, useEffect, useRef } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useAction } from '../../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../../shared/use-temporary-session.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import page from '../../ui/page.module.css';
import { dueSentence } from '../../words/review-words.ts';
import { ReviewList } from './review-list.tsx';
import { ReviewReport } from './review-report.tsx';

export function AccessReview() {
  const { latest, failure, reload } = useRequest(
    useCallback(() => request('reviews.get', {}), []),
    'directory.changed',
  );
  const open = latest?.open ?? null;
  if (open !== null) return <ReviewList key={open.id} review={open} onFinished={reload} />;
  return (
    <div className={page['page']}>
      <div className={page['column']}>
        <FailureBanner failure={failure} />
        {failure !== undefined && (
          <div>
            <Button onClick={() => void reload()}>Try again</Button>
          </div>
        )}
        {latest === undefined ? (
          <h1 className={page['title']}>Access review</h1>
        ) : (
          <NoneOpen state={latest} onStarted={reload} />
        )}
      </div>
    </div>
  );
}

interface NoneOpenProps {
  readonly state: OutputOf<'reviews.get'>;
  readonly onStarted: () => unknown;
}

function NoneOpen({ state, onStarted }: NoneOpenProps) {
  const starting = useAction();
  const isTemporary = useTemporarySession();
  const title = useRef<HTMLHeadingElement>(null);
  // The list that had the focus is gone with the review that was finished.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus();
  }, []);
  return (
    <>
      <div>
        <h1 ref={title} className={page['title']} tabIndex={-1}>
          Access review
        </h1>
        <p className={page['lead']}>
          Partner Admins go through all accounts that are not deactivated, confirm who still needs the access that they
          have, change it, or take it away. What deserves a look comes first. Everything is on record.
        </p>
      </div>
      {state.isDue ? <Banner tone="attention">{dueSentence(state)}</Banner> : <p>{dueSentence(state)}</p>}
      <FailureBanner failure={starting.failure} />
      <div>
        <Button
          tone="primary"
          isBusy={starting.isBusy}
          disabled={isTemporary}
          title={isTemporary ? NEEDS_AUTHENTICATOR : undefined}
          onClick={() =>
            void starting.run(async () => {
              await request('reviews.start', {});
              await onStarted();
            })
          }
        >
          Begin the review
        </Button>
      </div>
      {state.last !== null && <ReviewReport reviewId={state.last.id} />}
    </>
  );
}
