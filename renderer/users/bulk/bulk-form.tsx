// The questions of a reset for several users: one reason and one statement for all of them.
import type { RefObject } from 'react';
import type { DraftOf } from '../../bridge.ts';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { goToVerb } from '../../shared/dialogs/first-question.ts';
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
  readonly ref: RefObject<HTMLFormElement | null>;
  readonly verb: RefObject<HTMLElement | null>;
}

export function BulkForm({ form, needsCode, ref, verb }: BulkFormProps) {
  return (
    // Only the button may carry out the reset.
    <form
      ref={ref}
      className={columns['column']}
      noValidate
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => goToVerb(event, verb.current)}
    >
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
