// The dry run: how many rows are invited, updated, the same, skipped or refused, each row with the reason, clients that are
// not there, and then the statement and the code for the act.
import { useState } from 'react';
import type { Failure, InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextAreaField } from '../../ui/fields/field.tsx';
import { CLIENT_TYPE_OPTIONS } from '../../words/client-words.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { dryRunSentence } from '../../words/import-words.ts';
import { CLIENT_TYPE_WORDS, plural } from '../../words/user-words.ts';
import styles from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import { StepHeading } from './step-heading.tsx';

type MakeClients = InputOf<'imports.plan'>['makeClients'];

interface DryRunProps {
  readonly importId: string;
  readonly plan: OutputOf<'imports.plan'>;
  readonly makeClients: MakeClients;
  /** Makes another dry run. */
  readonly onMakeClients: (makeClients: MakeClients) => void;
  readonly isPlanning: boolean;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
}

export function DryRun({ importId, plan, note, onNote, code, onCode, failure, ...clients }: DryRunProps) {
  const saving = useAction();
  const { counts } = plan;
  const toDo = counts.invite + counts.update;
  const left = counts.refused + counts.skipped;
  return (
    <section className={styles['step']} aria-labelledby="dry-run-heading">
      <StepHeading id="dry-run-heading">Dry run</StepHeading>
      <p role="status">{dryRunSentence(counts)}</p>
      <UnknownClients plan={plan} {...clients} />
      <ImportRows importId={importId} counts={counts} label="Dry run" happens="What will happen" />
      {left > 0 && (
        <p>
          <Button
            isBusy={saving.isBusy}
            onClick={() => void saving.run(async () => void (await request('imports.saveRefused', { importId })))}
          >
            Save the refused rows
          </Button>{' '}
          <span className={styles['quiet']}>
            With the reasons, to correct and import again. Skipped rows are in it too.
          </span>
        </p>
      )}
      <FailureBanner failure={saving.failure} />
      {toDo > 0 && (
        <>
          <TextAreaField
            label="Statement"
            rows={2}
            maxLength={500}
            hint="For the record: who these people are, and why they are imported."
            value={note}
            onText={onNote}
            problem={fieldSentence(failure, 'note')}
          />
          <OwnCode isNeeded={plan.needsCode} code={code} onCode={onCode} failure={failure} saysHowLong />
        </>
      )}
      <FailureBanner failure={failure} />
    </section>
  );
}

const NAMES_SHOWN = 8;

function UnknownClients({
  plan,
  makeClients,
  onMakeClients,
  isPlanning,
}: Pick<DryRunProps, 'plan' | 'makeClients' | 'onMakeClients' | 'isPlanning'>) {
  const [type, setType] = useState<NonNullable<MakeClients>>(makeClients ?? 'company');
  const { unknownClients, unknownCount } = plan;
  if (unknownCount === 0) return null;
  const names = unknownClients.slice(0, NAMES_SHOWN).map((name) => `“${name}”`);
  const more = unknownCount - names.length;
  const listed = more > 0 ? `${names.join(', ')} and ${plural(more, 'other', 'others')}` : names.join(', ');
  if (makeClients !== null)
    return (
      <Banner tone="info">
        {plural(unknownCount, 'client', 'clients')} will be made first, as {CLIENT_TYPE_WORDS[makeClients]}: {listed}.{' '}
        <Button isBusy={isPlanning} onClick={() => onMakeClients(null)}>
          Do not make them
        </Button>
      </Banner>
    );
  return (
    <Banner tone="attention">
      <p>
        {plural(unknownCount, 'client is', 'clients are')} not there: {listed}. Correct the names in the file, or make
        these clients with the import.
      </p>
      <div className={styles['make']}>
        <SelectField label="Make them as" value={type} options={CLIENT_TYPE_OPTIONS} onChoose={setType} />
        <Button isBusy={isPlanning} onClick={() => onMakeClients(type)}>
          Make {unknownCount === 1 ? 'this client' : `these ${unknownCount.toLocaleString('en-GB')} clients`}
        </Button>
      </div>
    </Banner>
  );
}
