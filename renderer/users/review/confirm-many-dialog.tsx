// Confirms the selected accounts with one statement. Accounts that stand out are left: they are looked at one by one.
import type { RefObject } from 'react';
import { useState } from 'react';
import type { ReviewRow } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { leftSentence } from '../../words/review-words.ts';
import { plural } from '../../words/user-words.ts';

/** Those that may be confirmed together. */
export const confirmable = (rows: readonly ReviewRow[]): readonly ReviewRow[] =>
  rows.filter(({ decision, isOwn, reasons }) => decision === null && !isOwn && reasons.length === 0);

interface ConfirmManyDialogProps {
  readonly reviewId: number;
  /** At least one of them is confirmable. */
  readonly rows: readonly ReviewRow[];
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ConfirmManyDialog({ reviewId, rows, returnTo, onDone, onClose }: ConfirmManyDialogProps) {
  const [note, setNote] = useState('');
  const confirming = useAction();
  const toast = useToast();
  const ready = confirmable(rows);
  const others = rows.length - ready.length;
  const people = ready.flatMap(({ id, details }) =>
    details === null ? [] : [{ userId: id, version: details.version }],
  );
  const carryOut = () =>
    void confirming.run(async () => {
      const { confirmed, left } = await request('reviews.confirm', { reviewId, people, note });
      toast.show({ text: `${plural(confirmed, 'person was', 'people were')} confirmed. ${leftSentence(left)}`.trim() });
      onDone();
      onClose();
    });
  return (
    <FormDialog
      title={`Confirm ${plural(ready.length, 'person', 'people')}`}
      verb="Confirm"
      isBusy={confirming.isBusy}
      returnTo={returnTo}
      onSubmit={carryOut}
      onClose={onClose}
    >
      <p>
        You state that you have looked at the role and the client access of each of them, and that they still need both.
        Your name and this statement are on record for every one.
      </p>
      {others > 0 && (
        <p>
          {plural(others, 'person is', 'people are')} left out: accounts that are decided, your own, and accounts where
          something stands out, which are looked at one by one.
        </p>
      )}
      <TextField
        label="What did you compare them with?"
        hint="Such as: the payroll list of 1 November."
        isOptional={people.length === 1}
        maxLength={500}
        value={note}
        onText={setNote}
        problem={fieldSentence(confirming.failure, 'note')}
      />
      <FailureBanner failure={confirming.failure} />
    </FormDialog>
  );
}
