// A fresh code of the person's own, for an act that proves presence: asked for where main will need it, and from then on.
import { useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { TextField } from '../ui/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import styles from './own-code.module.css';

interface OwnCodeProps {
  readonly isNeeded: boolean;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
}

export function OwnCode({ isNeeded, code, onCode, failure }: OwnCodeProps) {
  const [isAsked, setAsked] = useState(isNeeded);
  // The five minutes ran out while the dialog was open.
  if (!isAsked && (isNeeded || failure?.code === 'fresh_code_needed')) setAsked(true);
  if (!isAsked) return null;
  return (
    <div className={styles['code']}>
      <TextField
        label="6-digit code"
        isCode
        inputMode="numeric"
        hint="From your own authenticator app: it shows that you are here."
        value={code}
        onText={onCode}
        problem={fieldSentence(failure, 'code')}
      />
    </div>
  );
}
