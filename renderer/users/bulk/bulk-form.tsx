// The questions of a reset for several users: one reason and one statement for all of them.
import type { DraftOf } from '../../bridge.ts';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import type { ActionForm } from '../../shared/dialogs/use-action-form.ts';
import { SelectField, TextAreaField } from '../../ui/fields/field.tsx';
import { REVOKE_REASONS } from '../actions/reset-questions.tsx';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';

export type BulkAnswers = Omit<DraftOf<'bulkResets.start'>, 'bulkId'>;

export const NO_BULK_ANSWERS: BulkAnswers = { ...NO_IDENTITY_ANSWERS, reason: '', note: '', code: '' };

interface BulkFormProps {
  readonly form: ActionForm<unknown, BulkAnswers, unknown>;
  readonly needsCode: boolean;
}

export function BulkForm({ form, needsCode }: BulkFormProps) {
  return (
    // Enter in a field triggers this. Only the button may carry out the reset.
    <form className={columns['column']} noValidate onSubmit={(event) => event.preventDefault()}>
      <SelectField label="Reason" options={REVOKE_REASONS} {...form.choice('reason')} />
      <IdentityQuestions form={form} callBack={null} />
      <TextAreaField
        label="Statement"
        rows={2}
        maxLength={500}
        hint="For the record of each of them: how you checked who they are, and why all of them."
        {...form.text('note')}
      />
      <ActionCode form={form} isNeeded={needsCode} />
    </form>
  );
}
