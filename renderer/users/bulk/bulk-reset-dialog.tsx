// Reset 2FA for several users. A dry run says for each user whether it is possible, then one statement covers all. The administrator
// can stop it. The result offers the setup codes as letters or once as a file, and closing asks as long as they are neither.
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { InputOf } from '../../../preload/contract/index.ts';
import { request, requestDraft } from '../../bridge.ts';
import { BulkProgress } from '../../shared/bulk-progress.tsx';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { DialogWithResult } from '../../shared/dialogs/dialog-with-result.tsx';
import { useFirstQuestion } from '../../shared/dialogs/first-question.ts';
import { knownFacts, useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { UnsavedCodes } from '../../shared/secrets/unsaved-codes.tsx';
import { Button } from '../../ui/button.tsx';
import { duration } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import { BulkForm, NO_BULK_ANSWERS } from './bulk-form.tsx';
import styles from './bulk-reset-dialog.module.css';
import { BulkOutcome, BulkResult } from './bulk-result.tsx';
import { BulkRows } from './bulk-rows.tsx';
import { useHeldCodes } from './use-held-codes.ts';

export type BulkSelection = InputOf<'bulkResets.prepare'>['selection'];

interface BulkResetDialogProps {
  readonly selection: BulkSelection;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function BulkResetDialog({ selection, returnTo, onClose }: BulkResetDialogProps) {
  const plan = useRequest(useCallback(() => request('bulkResets.prepare', { selection }), [selection]));
  const prepared = plan.value;
  const form = useActionForm({
    facts: knownFacts(prepared),
    answers: NO_BULK_ANSWERS,
    send: ({ bulkId }, answers) => requestDraft('bulkResets.start', { ...answers, bulkId }),
  });
  const cancel = useRef<HTMLButtonElement>(null);
  const verb = useRef<HTMLButtonElement>(null);
  const questions = useRef<HTMLFormElement>(null);
  // Main refuses a dry run that is too old. A new one is made, and the answers stay. Where it was carried out before, main may hold
  // its codes: then it refuses a new one, and the codes are offered.
  const { failure, result } = form;
  const { reload } = plan;
  useEffect(() => {
    if (failure?.code === 'conflict' || failure?.code === 'done_before') void reload();
  }, [failure, reload]);

  const held = useHeldCodes(prepared?.bulkId, result?.codes ?? 0);
  const ready = prepared?.counts.ready ?? 0;
  const initialFocus = useFirstQuestion({ questions, cancel, areQuestionsThere: ready > 0 });
  const close = () => {
    if (!form.isBusy) onClose();
  };
  const finish = () => {
    held.release();
    onClose();
  };
  return (
    <DialogWithResult
      title="Reset 2FA for several people"
      returnTo={returnTo}
      initialFocus={initialFocus}
      isWide
      onClose={close}
      onDone={finish}
      result={
        result &&
        prepared && {
          isWide: true,
          question:
            held.left === 0
              ? undefined
              : `${plural(held.left, 'setup code was', 'setup codes were')} not saved or passed on. Without ${held.left === 1 ? 'it' : 'them'} you reset again.`,
          isBusy: held.saving.isBusy,
          doneTone: held.left > 0 ? 'plain' : 'primary',
          words: <BulkOutcome result={result} />,
          children: <BulkResult plan={prepared} result={result} held={held} />,
        }
      }
      footer={
        <>
          {form.isBusy && prepared !== undefined ? (
            <BulkProgress bulkId={prepared.bulkId} total={ready} label="Reset so far" />
          ) : (
            <Button ref={cancel} onClick={close}>
              {ready > 0 ? 'Cancel' : 'Close'}
            </Button>
          )}
          {ready > 0 && (
            <Button ref={verb} tone="danger" isBusy={form.isBusy} onClick={form.carryOut}>
              Reset 2FA for {plural(ready, 'person', 'people')}
            </Button>
          )}
        </>
      }
    >
      {plan.failure?.code === 'codes_not_saved' && (
        <UnsavedCodes unsaved={plan.failure} onSettled={() => void reload()} />
      )}
      <FailureBanner failure={plan.failure?.code === 'codes_not_saved' ? undefined : plan.failure} />
      {prepared !== undefined && (
        <div className={columns['columns']}>
          <div className={columns['column']}>
            <p className={styles['summary']} role="status">
              <strong>
                {ready === 0
                  ? 'None of these people can be reset.'
                  : `${plural(ready, 'person', 'people')} will be reset.`}
              </strong>
              {prepared.counts.refused > 0 &&
                ` ${plural(prepared.counts.refused, 'person', 'people')} will not; the list says why.`}
              {prepared.isCut && ' Only the first 10,000 people found are listed.'}
            </p>
            <BulkRows key={prepared.bulkId} bulkId={prepared.bulkId} of="plan" />
          </div>
          {ready > 0 && (
            <div className={columns['column']}>
              <p className={styles['lead']}>
                Authenticator apps, recovery codes and sessions end at once.{' '}
                {prepared.setupCodeMinutes === null
                  ? 'At the next sign-in, the password alone is enough to set up 2FA: your policy asks for no setup code.'
                  : `Each of them needs a setup code that you get here, good for ${duration(prepared.setupCodeMinutes)}.`}
              </p>
              <BulkForm ref={questions} verb={verb} form={form} needsCode={prepared.needsCode} />
              <FailureBanner failure={failure} />
            </div>
          )}
        </div>
      )}
    </DialogWithResult>
  );
}
