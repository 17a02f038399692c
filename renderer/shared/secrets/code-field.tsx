// The field for a code of the person's own authenticator app. A code that was refused is ready to be typed over.
import { type RefObject, useRef } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { useRefusedCode } from './code-after-refusal.ts';

export interface CodeFieldProps {
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
  readonly hint?: string | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
}

export function CodeField({ code, onCode, failure, hint, inputRef }: CodeFieldProps) {
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  useRefusedCode(input, failure);
  return (
    <TextField
      label="Your 6-digit code"
      isCode
      inputMode="numeric"
      value={code}
      onText={onCode}
      problem={fieldSentence(failure, 'code')}
      {...(hint === undefined ? {} : { hint })}
      inputRef={input}
    />
  );
}
