// The field for a fresh code of the signed-in person's own authenticator app.
import { type RefObject, useRef } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { useRefusedCode } from './code-after-refusal.ts';
import { useNextCode } from './use-next-code.ts';
import { usePresence } from './use-presence.ts';

interface FreshCodeFieldProps {
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
  readonly hint?: string;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
}

export function FreshCodeField({ code, onCode, failure, hint, inputRef }: FreshCodeFieldProps) {
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  useRefusedCode(input, failure);
  const { value } = usePresence();
  const shown = useNextCode(value?.waitMs ?? 0, failure) ?? hint;
  return (
    <TextField
      label="Your 6-digit code"
      isCode
      inputMode="numeric"
      value={code}
      onText={onCode}
      problem={fieldSentence(failure, 'code')}
      {...(shown === undefined ? {} : { hint: shown })}
      inputRef={input}
    />
  );
}
