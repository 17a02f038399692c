// The right column of a reset of 2FA: the questions.
import { useRef, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import type { DraftOf } from '../../bridge.ts';
import type { ActionForm } from '../../shared/dialogs/use-action-form.ts';
import { ChoiceField, SelectField, TextField } from '../../ui/fields/field.tsx';
import { keysOf } from '../../words/keys-of.ts';
import { REPLACE_REASON_WORDS, REVOKE_REASON_WORDS } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { IdentityQuestions, NO_IDENTITY_ANSWERS } from '../dialog-parts/identity-questions.tsx';
import { NeedsApprover } from '../dialog-parts/waits-for-approval.tsx';

type ResetAnswers = Omit<DraftOf<'users.resetTwoFactor'>, 'userId' | 'version' | 'called'>;

export const NO_RESET_ANSWERS: ResetAnswers = {
  ...NO_IDENTITY_ANSWERS,
  mode: 'revoke_now',
  reason: '',
  note: '',
  code: '',
};

const MODES = [
  {
    value: 'revoke_now',
    label: 'Lost or stolen: revoke now',
    hint: 'The authenticator, recovery codes and sessions end at once.',
  },
  {
    value: 'replace',
    label: 'Changing phone: replace',
    hint: 'The old phone is here and signs in until the new one is set up.',
  },
] as const;

export const REVOKE_REASONS = keysOf(REVOKE_REASON_WORDS).map((value) => ({
  value,
  label: REVOKE_REASON_WORDS[value],
}));
const REASONS = {
  revoke_now: REVOKE_REASONS,
  replace: keysOf(REPLACE_REASON_WORDS).map((value) => ({ value, label: REPLACE_REASON_WORDS[value] })),
};

interface ResetQuestionsProps {
  readonly preview: OutputOf<'users.getResetPreview'>;
  readonly form: ActionForm<unknown, ResetAnswers, unknown>;
}

export function ResetQuestions({ preview, form }: ResetQuestionsProps) {
  const { mode, reason } = form.answers;
  const code = useRef<HTMLInputElement>(null);
  const [isPointed, setPointed] = useState(false);
  return (
    <>
      {preview.needsApprover && mode === 'revoke_now' && <NeedsApprover block={preview.approvalBlock} />}
      {preview.mayReplace && (
        <ChoiceField
          label="What happened?"
          options={MODES}
          {...form.choice('mode')}
          onChoose={(chosen) => form.set({ mode: chosen, reason: '' })}
        />
      )}
      <SelectField<ResetAnswers['reason'] & string>
        label="Reason"
        options={REASONS[mode || 'revoke_now']}
        {...form.choice('reason')}
      />
      <TextField label="Note" isOptional={reason !== 'other'} maxLength={500} {...form.text('note')} />

      {/* Notes whether the mouse or the keyboard answers. */}
      <div role="none" onPointerDownCapture={() => setPointed(true)} onKeyDownCapture={() => setPointed(false)}>
        <IdentityQuestions
          form={form}
          callBack={preview.callBack}
          onCheck={(check) => {
            // After an answer by mouse, the code can be typed without another click.
            if (isPointed && check !== 'vouched_by_colleague') requestAnimationFrame(() => code.current?.focus());
          }}
        />
      </div>
      <ActionCode form={form} isNeeded={preview.needsCode} inputRef={code} />
    </>
  );
}
