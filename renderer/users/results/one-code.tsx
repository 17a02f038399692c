// One code in large type, with the letter that carries it.
import { useEffect, useId, useRef } from 'react';
import { LetterActions, useLetterFirm } from '../../shared/paper/letter.tsx';
import { useSecretOnScreen } from '../../shared/secrets/use-secret-on-screen.ts';
import { CheckField } from '../../ui/fields/field.tsx';
import forms from '../../ui/fields/form.module.css';
import { SecretCode } from '../../ui/secret-code.tsx';
import { CODE_WORDS, type LetterCode, type LetterKind, toLetter, usageWords } from '../../words/letter-words.ts';
import styles from './codes.module.css';

/** The label of the button that copies the letter. */
const COPY_LABELS: Readonly<Record<LetterKind, string>> = {
  invitation: 'Copy letter',
  password_code: 'Copy letter',
  setup_code: 'Copy instructions for the user',
  reactivation: 'Copy letter',
  temporary_code: 'Copy instructions for the user',
  reusable_code: 'Copy instructions for the user',
};

interface OneCodeProps {
  readonly kind: LetterKind;
  readonly issued: LetterCode;
  readonly isPassedOn: boolean;
  readonly onPassedOn: (isPassedOn: boolean) => void;
}

export function OneCode({ kind, issued, isPassedOn, onPassedOn }: OneCodeProps) {
  useSecretOnScreen();
  const firm = useLetterFirm();
  const label = CODE_WORDS[kind];
  const group = useRef<HTMLElement>(null);
  const id = useId();
  // The button that had the focus is gone. A screen reader continues here, and reads the code and how long it is valid.
  useEffect(() => group.current?.focus(), []);
  return (
    <section
      ref={group}
      tabIndex={-1}
      aria-label={label}
      aria-describedby={`${id}-code ${id}-validity`}
      className={`${forms['form']} ${styles['group']}`}
    >
      <SecretCode label={label} id={id} code={issued.code} validity={`Works ${usageWords(kind, issued.expiresAt)}`} />
      <LetterActions
        letter={toLetter(kind, issued, firm)}
        copyLabel={COPY_LABELS[kind]}
        onPassedOn={() => onPassedOn(true)}
      />
      <CheckField
        label={`I have passed on or noted the ${label.toLowerCase()}`}
        isChecked={isPassedOn}
        onCheck={onPassedOn}
      />
    </section>
  );
}
