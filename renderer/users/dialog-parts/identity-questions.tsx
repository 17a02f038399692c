// How the administrator checked who is asking, and their own fresh code: the same questions wherever a secret is handed out.
import { type RefObject, useState } from 'react';
import type { Failure, InputOf } from '../../../preload/contract/index.ts';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { IDENTITY_CHECK_WORDS } from '../../words/user-words.ts';
import styles from './identity-questions.module.css';

type IdentityCheck = InputOf<'users.resetPassword'>['identityCheck'];

/** Empty until answered. */
export interface IdentityAnswers {
  readonly identityCheck: IdentityCheck | '';
  readonly vouchedBy: string;
}

const CHECKS = Object.entries(IDENTITY_CHECK_WORDS).map(([value, words]) => ({
  value: value as IdentityCheck,
  ...words,
}));

interface IdentityQuestionsProps {
  readonly answers: IdentityAnswers;
  readonly onAnswers: (change: Partial<IdentityAnswers>) => void;
  readonly failure: Failure | undefined;
}

export function IdentityQuestions({ answers, onAnswers, failure }: IdentityQuestionsProps) {
  return (
    <>
      <ChoiceField
        label="How did you check who is asking?"
        columns={2}
        value={answers.identityCheck}
        options={CHECKS}
        onChoose={(identityCheck) => onAnswers({ identityCheck })}
        problem={fieldSentence(failure, 'identityCheck')}
      />
      {answers.identityCheck === 'vouched_by_colleague' && (
        <TextField
          label="Name of the colleague"
          maxLength={200}
          value={answers.vouchedBy}
          onText={(vouchedBy) => onAnswers({ vouchedBy })}
          problem={fieldSentence(failure, 'vouchedBy')}
        />
      )}
    </>
  );
}

interface FreshCodeProps {
  readonly isNeeded: boolean;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
}

export function FreshCode({ isNeeded, code, onCode, failure, inputRef }: FreshCodeProps) {
  const [isAsked, setAsked] = useState(isNeeded);
  // Main asks for it when the five minutes ran out while the dialog was open; from then on the field stays.
  if (!isAsked && failure?.code === 'fresh_code_needed') setAsked(true);
  if (!isAsked) {
    return <p className={styles['present']}>You confirmed with your own code within the last five minutes.</p>;
  }
  return (
    <div className={styles['code']}>
      <TextField
        label="6-digit code"
        isCode
        inputMode="numeric"
        hint="From your own authenticator app: it shows that you are here. Good for the next five minutes."
        value={code}
        onText={onCode}
        {...(inputRef === undefined ? {} : { inputRef })}
        problem={fieldSentence(failure, 'code')}
      />
    </div>
  );
}
