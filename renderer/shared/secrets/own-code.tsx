// The field for the administrator's own fresh code, which proves presence. It appears when main needs a code, and then
// stays.
import { type RefObject, useState } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { FreshCodeField } from './fresh-code-field.tsx';
import styles from './own-code.module.css';

interface OwnCodeProps {
  readonly isNeeded: boolean;
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
  /** Says that a code is good for five minutes. Used where several actions often follow each other. */
  readonly saysHowLong?: boolean;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
}

export function OwnCode({ isNeeded, code, onCode, failure, saysHowLong = false, inputRef }: OwnCodeProps) {
  const [isAsked, setAsked] = useState(isNeeded);
  // The five minutes can run out while the dialog is open.
  if (!isAsked && (isNeeded || failure?.code === 'fresh_code_needed')) setAsked(true);
  if (!isAsked)
    return saysHowLong ? (
      <p className={styles['present']}>You confirmed with your own code within the last five minutes.</p>
    ) : null;
  return (
    <div className={styles['code']}>
      <FreshCodeField
        hint={`From your own authenticator app. It shows that you are at your desk.${saysHowLong ? ' Good for the next five minutes.' : ''}`}
        code={code}
        onCode={onCode}
        failure={failure}
        inputRef={inputRef}
      />
    </div>
  );
}
