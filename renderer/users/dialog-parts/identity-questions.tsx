// Asks how the administrator checked who is asking. Every action that hands out a secret asks the same.
import type { CallBack } from '../../../preload/contract/index.ts';
import type { DraftOf } from '../../bridge.ts';
import type { ActionForm } from '../../shared/dialogs/use-action-form.ts';
import { ChoiceField, TextField } from '../../ui/fields/field.tsx';
import { keysOf } from '../../words/keys-of.ts';
import { IDENTITY_CHECK_WORDS } from '../../words/user-words.ts';

export type IdentityAnswers = Pick<DraftOf<'users.resetPassword'>, 'identityCheck' | 'vouchedBy'>;

export const NO_IDENTITY_ANSWERS: IdentityAnswers = { identityCheck: '', vouchedBy: '' };

const CHECKS = keysOf(IDENTITY_CHECK_WORDS).map((value) => ({ value, ...IDENTITY_CHECK_WORDS[value] }));
const CHECKS_WITHOUT_NUMBER = CHECKS.map((check) =>
  check.value === 'call_back' ? { ...check, whyNot: 'There is no number on file.' } : check,
);

export const isNobodyToCall = (callBack: CallBack | null): boolean =>
  callBack !== null && callBack.phone === '' && callBack.contacts.length === 0;

interface IdentityQuestionsProps {
  readonly form: Pick<ActionForm<unknown, IdentityAnswers, unknown>, 'answers' | 'text' | 'choice'>;
  /** Null for several people, or where the role calls nobody. */
  readonly callBack: CallBack | null;
  readonly onCheck?: (check: IdentityAnswers['identityCheck']) => void;
}

export function IdentityQuestions({ form, callBack, onCheck }: IdentityQuestionsProps) {
  const { onChoose, ...choice } = form.choice('identityCheck');
  return (
    <>
      <ChoiceField
        label="How did you check who is asking?"
        columns={2}
        options={isNobodyToCall(callBack) ? CHECKS_WITHOUT_NUMBER : CHECKS}
        {...choice}
        onChoose={(check) => {
          onChoose(check);
          onCheck?.(check);
        }}
      />
      {form.answers.identityCheck === 'vouched_by_colleague' && (
        <TextField label="Name of the colleague" maxLength={200} {...form.text('vouchedBy')} />
      )}
    </>
  );
}
