// Asks before a dialog closes over something that would be lost. The question appears in the footer. Escape takes the
// question back, so a key that is held too long loses nothing, and the focus returns to where it was.
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../button.tsx';
import styles from './dialog-guard.module.css';

export interface Guard {
  readonly isAsking: boolean;
  /** For the dialog's `onClose` and its Cancel or Done button. */
  close(): void;
  stay(): void;
}

/** @param isGuarded something would be lost. */
export function useGuard(isGuarded: boolean, isBusy: boolean, onClose: () => void): Guard {
  const [asks, setAsks] = useState(false);
  const isAsking = asks && isGuarded;
  return {
    isAsking,
    close() {
      if (isBusy) return;
      if (!isGuarded) onClose();
      else setAsks(!isAsking);
    },
    stay: () => setAsks(false),
  };
}

interface GuardFooterProps {
  readonly question: string;
  readonly stayLabel: string;
  readonly leaveLabel: string;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

export function GuardFooter({ question, stayLabel, leaveLabel, onStay, onLeave }: GuardFooterProps) {
  const id = useId();
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    const dialog = stay.current?.closest<HTMLElement>('[role="dialog"]');
    stay.current?.focus();
    // The button that asked has given way to the question.
    return () => (activeElement?.isConnected && activeElement instanceof HTMLElement ? activeElement : dialog)?.focus();
  }, []);
  return (
    <>
      <span id={id} className={styles['question']}>
        {question}
      </span>
      {/* It takes the focus, so a screen reader reads the question with it. */}
      <Button ref={stay} aria-describedby={id} onClick={onStay}>
        {stayLabel}
      </Button>
      <Button tone="danger" onClick={onLeave}>
        {leaveLabel}
      </Button>
    </>
  );
}
