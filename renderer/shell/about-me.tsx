// Requests for a second approver that are about one's own account, at the top of every section. A person who did not
// agree to one cancels it with one click.
import type { RefObject } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Live } from '../ui/live.tsx';
import { ABOUT_ME_WORDS } from '../words/approval-words.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './about-me.module.css';

interface AboutMeProps {
  readonly requests: Extract<Screen, { name: 'signed_in' }>['approvals']['aboutMe'];
  /** Gets the focus when the banner is gone. */
  readonly content: RefObject<HTMLElement | null>;
}

export function AboutMe({ requests, content }: AboutMeProps) {
  const setApp = useAppStore((state) => state.setApp);
  const toast = useToast();
  const cancel = useAction();
  return (
    <>
      <Live>
        {requests.map(({ approvalId, kind, byName, requestedAt }) => (
          <div key={approvalId} className={styles['request']}>
            <Banner tone="attention">
              <div className={styles['row']}>
                <p>
                  <strong>
                    <bdi>{byName}</bdi> has asked to {ABOUT_ME_WORDS[kind]}
                  </strong>{' '}
                  on {exactTime(requestedAt)}. If you did not agree to this, cancel it.
                </p>
                <Button
                  isBusy={cancel.isBusy}
                  onClick={() =>
                    void cancel.run(async () => {
                      setApp(await request('approvals.cancel', { approvalId }));
                      toast.show({ text: 'The request was cancelled.' });
                      content.current?.focus();
                    })
                  }
                >
                  Cancel request
                </Button>
              </div>
            </Banner>
          </div>
        ))}
      </Live>
      <FailureBanner failure={cancel.failure} />
    </>
  );
}
