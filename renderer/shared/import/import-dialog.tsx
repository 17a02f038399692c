// The frame of an import: choosing the file, matching its columns, the dry run, the act with its progress, and the result.
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { cutSentence } from '../../words/bulk-words.ts';
import { type Counted, importOutcome } from '../../words/import-words.ts';
import { BulkProgress } from '../bulk-progress.tsx';
import { type DialogResult, DialogWithResult } from '../dialogs/dialog-with-result.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import { UnsavedCodes } from '../secrets/unsaved-codes.tsx';
import { ChooseFile } from './choose-file.tsx';
import { DryRun } from './dry-run.tsx';
import styles from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import { SaveRefused } from './save-refused.tsx';
import { StepHeading } from './step-heading.tsx';
import type { DryRunAnswer, Importing } from './use-import.ts';

type Result = OutputOf<'imports.start'>;

interface ImportDialogProps<Choice> {
  readonly title: string;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly run: Importing<DryRunAnswer, Choice>;
  /** Of the first dry run. */
  readonly choice: Choice;
  readonly counted: Counted;
  /** "Person" */
  readonly what: string;
  /** When nothing was done. */
  readonly none: string;
  readonly noteHint: string;
  readonly aboutFile?: ReactNode;
  /** The step in which the columns are matched. */
  readonly match: ReactNode;
  readonly aboutDryRun?: ReactNode;
  /** What the result says and shows besides what became of each row. */
  readonly more?: (result: Result) => Pick<DialogResult, 'question' | 'isBusy' | 'doneTone'> & {
    readonly sentence: string;
    readonly first: ReactNode;
  };
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ImportDialog<Choice>({ run, choice, onClose, ...props }: ImportDialogProps<Choice>) {
  const first = useRef<HTMLButtonElement>(null);
  const { table, plan, result, toDo } = run;
  const isAtBeginning = table === undefined;
  // The button that led back there is gone.
  useEffect(() => {
    if (isAtBeginning) first.current?.focus();
  }, [isAtBeginning]);
  const close = () => {
    if (!run.isBusy) onClose();
  };
  return (
    <DialogWithResult
      title={props.title}
      isWide
      initialFocus={first}
      returnTo={props.returnTo}
      onClose={close}
      onDone={props.onDone}
      result={result && table && toResult(result, table.importId, props)}
      footer={
        <>
          {run.importing.isBusy && table !== undefined ? (
            <BulkProgress bulkId={table.importId} total={toDo} label="Imported so far" />
          ) : (
            <Button onClick={close}>Cancel</Button>
          )}
          {plan !== undefined && !run.importing.isBusy && !run.wasDone && <Button onClick={run.match}>Back</Button>}
          {run.wasDone && run.heldCodes === undefined && <Button onClick={run.startAnew}>Choose the file again</Button>}
          {table !== undefined && plan === undefined && (
            <Button tone="primary" isBusy={run.planning.isBusy} onClick={() => run.dryRun(choice)}>
              Dry run
            </Button>
          )}
          {plan !== undefined && toDo > 0 && !run.wasDone && (
            <Button tone="primary" isBusy={run.importing.isBusy} onClick={run.carryOut}>
              Import {props.counted(toDo)}
            </Button>
          )}
        </>
      }
    >
      {table === undefined && (
        <ChooseFile of={run.of} isBusy={run.reading.isBusy} button={first} onChoose={run.choose}>
          {props.aboutFile}
        </ChooseFile>
      )}
      {run.reading.failure?.code === 'codes_not_saved' ? (
        <UnsavedCodes unsaved={run.reading.failure} onSettled={run.reading.clear} />
      ) : (
        <FailureBanner failure={run.reading.failure} />
      )}
      {table !== undefined && plan === undefined && props.match}
      {run.wasDone && (
        <section className={styles['step']} aria-labelledby="was-done-heading">
          <StepHeading id="was-done-heading">Imported before</StepHeading>
          <FailureBanner failure={run.failure} />
          {run.heldCodes !== undefined && <UnsavedCodes unsaved={run.heldCodes} onSettled={run.startAnew} />}
        </section>
      )}
      {table !== undefined && plan !== undefined && !run.wasDone && (
        <DryRun
          key={plan.number}
          importId={table.importId}
          plan={plan.value}
          run={run}
          counted={props.counted}
          what={props.what}
          noteHint={props.noteHint}
        >
          {props.aboutDryRun}
        </DryRun>
      )}
      {plan !== undefined && <FailureBanner failure={run.planning.failure} />}
      {run.isTooOld && (
        <Banner tone="attention">
          The dry run is more than ten minutes old, so nothing was imported. What you wrote is kept.{' '}
          <Button isBusy={run.planning.isBusy} onClick={() => run.dryRun(run.choice)}>
            Make a new dry run
          </Button>
        </Banner>
      )}
    </DialogWithResult>
  );
}

function toResult(
  result: Result,
  importId: string,
  { counted, none, what, more }: Pick<ImportDialogProps<never>, 'counted' | 'none' | 'what' | 'more'>,
): DialogResult {
  const { sentence = '', first, ...frame } = more?.(result) ?? { question: undefined };
  const isAnyDone = result.counts.invited + result.counts.added + result.counts.updated > 0;
  return {
    isWide: true,
    ...frame,
    words: (
      <Banner tone={isAnyDone && result.cut === null ? 'ok' : 'attention'}>
        <strong>
          {result.isCancelled ? 'Stopped. ' : ''}
          {result.cut && `${cutSentence(result.cut, 'import the same file again')} `}
        </strong>
        {importOutcome(result.counts, counted, none)} {sentence}
      </Banner>
    ),
    children: (
      <>
        {first}
        <ImportRows
          importId={importId}
          counts={result.counts}
          label="What became of each row"
          what={what}
          happens="What happened"
        />
        <SaveRefused importId={importId} counts={result.counts} />
      </>
    ),
  };
}
