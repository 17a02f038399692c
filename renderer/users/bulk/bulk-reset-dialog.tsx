// Reset 2FA for several: a dry run that says of everybody yes or why not, one statement for all, progress that can be stopped, then
// what became of each and the setup codes as a file. Whoever closes before saving the codes is asked.
import { FileDown } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { BulkCounts, InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request, subscribe } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog-guard.tsx';
import { duration } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import { type BulkAnswers, BulkForm } from './bulk-form.tsx';
import styles from './bulk-reset-dialog.module.css';
import { BulkRows } from './bulk-rows.tsx';

interface BulkResetDialogProps {
  readonly selection: InputOf<'bulkResets.prepare'>['selection'];
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

const NO_ANSWERS: BulkAnswers = { reason: '', note: '', identityCheck: '', vouchedBy: '', code: '' };
const people = (count: number): string => plural(count, 'person', 'people');

export function BulkResetDialog({ selection, returnTo, onClose }: BulkResetDialogProps) {
  const plan = useRequest(useCallback(() => request('bulkResets.prepare', { selection }), [selection]));
  const [answers, setAnswers] = useState(NO_ANSWERS);
  const [result, setResult] = useState<OutputOf<'bulkResets.start'>>();
  const [isSaved, setSaved] = useState(false);
  const reset = useAction();
  const saving = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const codesLeft = result === undefined || isSaved ? 0 : result.codes;
  const guard = useGuard(codesLeft > 0, reset.isBusy || saving.isBusy, onClose);
  const prepared = plan.value;
  const title = 'Reset 2FA for several people';

  const carryOut = () => {
    if (prepared === undefined) return;
    void reset
      .run(async () => {
        // An unanswered question is sent as it is: main says what is missing, beside the field.
        setResult(
          await request('bulkResets.start', { ...answers, bulkId: prepared.bulkId } as InputOf<'bulkResets.start'>),
        );
      })
      .then((isDone) => {
        if (isDone) return;
        setAnswers((now) => ({ ...now, code: '' }));
      });
  };
  // A dry run that grew too old is made anew; what was typed stays.
  const { failure } = reset;
  const { reload } = plan;
  useEffect(() => {
    if (failure?.code === 'conflict') void reload();
  }, [failure, reload]);

  if (result !== undefined && prepared !== undefined) {
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        isWide
        onClose={guard.close}
        footer={
          guard.isAsking ? (
            <GuardFooter
              question={`${plural(codesLeft, 'setup code was', 'setup codes were')} not saved. Without ${codesLeft === 1 ? 'it' : 'them'} you reset again.`}
              stayLabel="Keep open"
              leaveLabel="Close anyway"
              onStay={guard.stay}
              onLeave={onClose}
            />
          ) : (
            <Button tone={codesLeft > 0 ? 'plain' : 'primary'} onClick={guard.close}>
              Done
            </Button>
          )
        }
      >
        <div className={styles['result']}>
          <Banner tone={result.counts.reset > 0 ? 'ok' : 'attention'}>
            <strong>
              {result.isCancelled ? 'Stopped. ' : ''}2FA was reset for {people(result.counts.reset)}.
            </strong>
            {restSentence(result.counts)}
          </Banner>
          {result.codes > 0 && (
            <div className={styles['codes']}>
              <p>
                {isSaved
                  ? 'The file is now the only place where the setup codes are. Pass each on by the way in which you checked who it is, then delete the file.'
                  : `${plural(result.codes, 'setup code is', 'setup codes are')} ready, good for ${duration(prepared.setupCodeMinutes ?? 0)}. They can be saved once, as a file for a spreadsheet.`}
              </p>
              {!isSaved && (
                <Button
                  tone="primary"
                  isBusy={saving.isBusy}
                  onClick={() =>
                    void saving.run(async () => {
                      const answer = await request('bulkResets.saveCodes', { bulkId: prepared.bulkId });
                      if (answer.isSaved) setSaved(true);
                    })
                  }
                >
                  <FileDown size={16} aria-hidden />
                  Save setup codes
                </Button>
              )}
              <FailureBanner failure={saving.failure} />
            </div>
          )}
          <BulkRows bulkId={prepared.bulkId} of="result" />
        </div>
      </Dialog>
    );
  }

  const ready = prepared?.counts.ready ?? 0;
  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      initialFocus={cancel}
      isWide
      onClose={guard.close}
      footer={
        <>
          {reset.isBusy && prepared !== undefined ? (
            <Progress bulkId={prepared.bulkId} total={ready} />
          ) : (
            <Button ref={cancel} onClick={guard.close}>
              {ready > 0 ? 'Cancel' : 'Close'}
            </Button>
          )}
          {ready > 0 && (
            <Button tone="danger" isBusy={reset.isBusy} onClick={carryOut}>
              Reset 2FA for {people(ready)}
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={plan.failure} />
      {prepared !== undefined && (
        <div className={styles['columns']}>
          <div className={styles['column']}>
            <p className={styles['summary']} role="status">
              <strong>{ready === 0 ? 'Nobody of them can be reset.' : `${people(ready)} will be reset.`}</strong>
              {prepared.counts.refused > 0 && ` ${people(prepared.counts.refused)} will not; the list says why.`}
              {prepared.isCut && ' Only the first 10,000 of those who were found are listed.'}
            </p>
            <BulkRows key={prepared.bulkId} bulkId={prepared.bulkId} of="plan" />
          </div>
          {ready > 0 && (
            <div className={styles['column']}>
              <p className={styles['lead']}>
                Authenticator apps, recovery codes and sessions end at once.{' '}
                {prepared.setupCodeMinutes === null
                  ? 'At the next sign-in the password alone is enough to set up 2FA anew: your policy asks for no setup code.'
                  : `Each of them needs a setup code that you get here, good for ${duration(prepared.setupCodeMinutes)}.`}
              </p>
              <BulkForm answers={answers} onAnswers={setAnswers} needsCode={prepared.needsCode} failure={failure} />
              <FailureBanner failure={failure} />
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** What happened to the others, in one sentence. */
function restSentence({ skipped, refused, notReached }: BulkCounts): string {
  const parts = [
    skipped > 0 ? `${people(skipped)} changed meanwhile and ${skipped === 1 ? 'was' : 'were'} skipped` : '',
    refused > 0 ? `${people(refused)} could not be reset` : '',
    notReached > 0 ? `${people(notReached)} ${notReached === 1 ? 'was' : 'were'} not reached` : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
}

function Progress({ bulkId, total }: { readonly bulkId: string; readonly total: number }) {
  const [done, setDone] = useState(0);
  const stop = useAction();
  useEffect(
    () =>
      subscribe('bulkReset.progress', (progress) => {
        if (progress.bulkId === bulkId) setDone(progress.done);
      }),
    [bulkId],
  );
  return (
    <>
      <span className={styles['progress']}>
        <progress value={done} max={total} aria-label="Reset so far" />
        <span>
          {done.toLocaleString()} of {total.toLocaleString()}
        </span>
      </span>
      <Button
        isBusy={stop.isBusy}
        onClick={() => void stop.run(async () => void (await request('bulkResets.cancel', { bulkId })))}
      >
        Stop
      </Button>
    </>
  );
}
