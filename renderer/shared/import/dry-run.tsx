// The dry run: how many rows are carried out, the same, skipped or refused, each row with the reason, and then the statement and
// the code for the act.
import type { ReactNode } from 'react';
import { TextAreaField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { type Counted, dryRunSentence } from '../../words/import-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { OwnCode } from '../secrets/own-code.tsx';
import styles from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import { SaveRefused } from './save-refused.tsx';
import { StepHeading } from './step-heading.tsx';
import type { DryRunAnswer, Importing } from './use-import.ts';

interface DryRunProps {
  readonly importId: string;
  readonly plan: DryRunAnswer;
  readonly run: Pick<Importing<DryRunAnswer>, 'toDo' | 'note' | 'setNote' | 'code' | 'setCode' | 'failure'>;
  readonly counted: Counted;
  /** "Person" */
  readonly what: string;
  readonly noteHint: string;
  /** What stands between the sentence and the rows. */
  readonly children?: ReactNode;
}

export function DryRun({ importId, plan, run, counted, what, noteHint, children }: DryRunProps) {
  const { counts } = plan;
  return (
    <section className={styles['step']} aria-labelledby="dry-run-heading">
      <StepHeading id="dry-run-heading">Dry run</StepHeading>
      <p role="status">{dryRunSentence(counts, counted)}</p>
      {children}
      <ImportRows importId={importId} counts={counts} label="Dry run" what={what} happens="What will happen" />
      <SaveRefused importId={importId} counts={counts} />
      {run.toDo > 0 && (
        <>
          <TextAreaField
            label="Statement"
            rows={2}
            maxLength={500}
            hint={noteHint}
            value={run.note}
            onText={run.setNote}
            problem={fieldSentence(run.failure, 'note')}
          />
          <OwnCode isNeeded={plan.needsCode} code={run.code} onCode={run.setCode} failure={run.failure} saysHowLong />
        </>
      )}
      <FailureBanner failure={run.failure} />
    </section>
  );
}
