// The head of the Activity section, with Verify: main checks the whole record, and the answer stays until it is closed.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { EventPayload, OutputOf } from '../../preload/contract/index.ts';
import { request, subscribe } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Live } from '../ui/live.tsx';
import { verdictWords } from '../words/verify-words.ts';
import styles from './activity.module.css';

interface VerifyRecordProps {
  /** What was found may be a record of its own. */
  readonly onVerified: () => void;
  /** Other buttons of the head. */
  readonly children: ReactNode;
}

export function VerifyRecord({ onVerified, children }: VerifyRecordProps) {
  const verifying = useAction();
  const [progress, setProgress] = useState<EventPayload<'activity.verifying'>>();
  const [verified, setVerified] = useState<OutputOf<'activity.verify'>>();
  useEffect(() => subscribe('activity.verifying', setProgress), []);
  const verify = async () => {
    setProgress(undefined);
    setVerified(undefined);
    setVerified(await request('activity.verify', {}));
    onVerified();
  };
  return (
    <>
      <div className={styles['head']}>
        <h1 className={styles['title']}>Activity</h1>
        <div className={styles['verify']}>
          {verifying.isBusy && progress !== undefined && (
            <>
              <span>
                {progress.done.toLocaleString('en-GB')} of {progress.total.toLocaleString('en-GB')} records
              </span>
              <progress value={progress.done} max={progress.total} aria-label="Verified so far" />
            </>
          )}
          <Button
            isBusy={verifying.isBusy}
            title="Check that no record was changed, removed or added by another program"
            onClick={() => void verifying.run(verify)}
          >
            Verify
          </Button>
          {children}
        </div>
      </div>
      <div className={verifying.failure === undefined ? undefined : styles['verdict']}>
        <FailureBanner failure={verifying.failure} />
      </div>
      <Live>{verified !== undefined && <Verdict verified={verified} onClose={() => setVerified(undefined)} />}</Live>
    </>
  );
}

interface VerdictProps {
  readonly verified: OutputOf<'activity.verify'>;
  readonly onClose: () => void;
}

function Verdict({ verified, onClose }: VerdictProps) {
  const { tone, sentences } = verdictWords(verified);
  return (
    <div className={styles['verdict']}>
      <Banner tone={tone}>
        <div className={styles['found']}>
          <div>
            {sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          <Button tone="quiet" className={styles['close']} aria-label="Close" title="Close" onClick={onClose}>
            <X size={15} aria-hidden />
          </Button>
        </div>
      </Banner>
    </div>
  );
}
