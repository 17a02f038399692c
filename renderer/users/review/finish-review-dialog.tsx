// Ends an access review. One in which everybody was decided is complete, and the next one is counted from it. Another one
// needs a reason, and stays due.
import type { RefObject } from 'react';
import { useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { plural } from '../../words/user-words.ts';

interface FinishReviewDialogProps {
  readonly reviewId: number;
  readonly counts: OutputOf<'reviews.count'>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onFinished: () => unknown;
  readonly onClose: () => void;
}

export function FinishReviewDialog({ reviewId, counts, returnTo, onFinished, onClose }: FinishReviewDialogProps) {
  const [note, setNote] = useState('');
  const finishing = useAction();
  const toast = useToast();
  const { standingOut, plain, confirmed, changed, deactivated, isComplete } = counts;
  const open = standingOut + plain;
  const carryOut = () =>
    void finishing.run(async () => {
      await request('reviews.finish', { reviewId, note });
      toast.show({ text: isComplete ? 'The review is finished.' : 'The review was ended.' });
      onClose();
      await onFinished();
    });
  return (
    <FormDialog
      title={isComplete ? 'Finish the review' : 'End the review'}
      verb={isComplete ? 'Finish' : 'End it'}
      tone={isComplete ? 'primary' : 'danger'}
      isBusy={finishing.isBusy}
      returnTo={returnTo}
      onSubmit={carryOut}
      onClose={onClose}
    >
      <p>
        {confirmed.toLocaleString('en-GB')} confirmed, {changed.toLocaleString('en-GB')} changed,{' '}
        {deactivated.toLocaleString('en-GB')} deactivated.
      </p>
      {isComplete && open > 0 && (
        <p>Your own account is left: you are the only Partner Admin, so nobody is there who could decide about it.</p>
      )}
      {!isComplete && (
        <Banner tone="attention">
          {plural(open, 'account was', 'accounts were')} not reviewed. The report says so, and a review stays due as it
          is now.
        </Banner>
      )}
      <TextField
        label={isComplete ? 'Note' : 'Why does it end now?'}
        isOptional={isComplete}
        maxLength={500}
        value={note}
        onText={setNote}
        problem={fieldSentence(finishing.failure, 'note')}
      />
      <FailureBanner failure={finishing.failure} />
    </FormDialog>
  );
}
