// The questions of a reset for several: one reason and one statement for all of them.
import type { Failure, InputOf } from '../../../preload/contract/index.ts';
import { SelectField, TextAreaField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { REASON_WORDS } from '../../words/user-words.ts';
import { FreshCode, type IdentityAnswers, IdentityQuestions } from '../dialog-parts/identity-questions.tsx';
import styles from './bulk-reset-dialog.module.css';

type Reason = InputOf<'bulkResets.start'>['reason'];

/** Empty until answered. */
export interface BulkAnswers extends IdentityAnswers {
  readonly reason: Reason | '';
  readonly note: string;
  readonly code: string;
}

const REASONS = Object.entries(REASON_WORDS).map(([value, label]) => ({ value: value as Reason, label }));

interface BulkFormProps {
  readonly answers: BulkAnswers;
  readonly onAnswers: (answers: BulkAnswers) => void;
  readonly needsCode: boolean;
  readonly failure: Failure | undefined;
}

export function BulkForm({ answers, onAnswers, needsCode, failure }: BulkFormProps) {
  const set = (change: Partial<BulkAnswers>) => onAnswers({ ...answers, ...change });
  return (
    <form className={styles['form']} noValidate onSubmit={(event) => event.preventDefault()}>
      <SelectField
        label="Reason"
        value={answers.reason}
        options={REASONS}
        onChoose={(reason) => set({ reason })}
        problem={fieldSentence(failure, 'reason')}
      />
      <IdentityQuestions answers={answers} onAnswers={set} failure={failure} />
      <TextAreaField
        label="Statement"
        rows={2}
        maxLength={500}
        hint="For the record of each of them: how you checked who they are, and why all of them."
        value={answers.note}
        onText={(note) => set({ note })}
        problem={fieldSentence(failure, 'note')}
      />
      <FreshCode isNeeded={needsCode} code={answers.code} onCode={(code) => set({ code })} failure={failure} />
      {/* Enter in a field must not carry it out: only its own button does. */}
      <button type="submit" disabled hidden />
    </form>
  );
}
