// Check a printed number: paper that carries a number of the record is compared with the record as it is now.
import { type RefObject, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { TextField } from '../ui/fields/field.tsx';
import { Live } from '../ui/live.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { printedWords } from '../words/printed-words.ts';

interface CheckPrintedDialogProps {
  /** What was found may be a record of its own. */
  readonly onChecked: () => void;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function CheckPrintedDialog({ onChecked, returnTo, onClose }: CheckPrintedDialogProps) {
  const [printed, setPrinted] = useState('');
  const [found, setFound] = useState<OutputOf<'activity.checkPrinted'>>();
  const check = useAction();
  const problem = fieldSentence(check.failure, 'printed');
  const submit = () =>
    void check.run(async () => {
      setFound(undefined);
      setFound(await request('activity.checkPrinted', { printed }));
      onChecked();
    });
  const verdict = found === undefined ? undefined : printedWords(found);
  return (
    <FormDialog
      title="Check a printed number"
      verb="Check"
      cancelLabel="Close"
      isBusy={check.isBusy}
      onSubmit={submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>
        Letters, sheets of codes, the recovery kit and backups carry the number of the record at that moment. If
        somebody changes an earlier record, it no longer fits the paper.
      </p>
      <TextField
        label="Number of the record"
        hint="As printed, like 1,204 · 7F3K-9QXM-2B4T."
        value={printed}
        problem={problem}
        onText={(text) => {
          setPrinted(text);
          setFound(undefined);
        }}
      />
      <Live>
        {verdict !== undefined && (
          <Banner tone={verdict.tone}>
            {verdict.sentences.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Banner>
        )}
      </Live>
      <FailureBanner failure={problem === undefined ? check.failure : undefined} />
    </FormDialog>
  );
}
