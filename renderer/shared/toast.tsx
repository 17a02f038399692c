// Short notes of what was done, at the bottom left, some with Undo. They never take the focus. F6 goes to the newest
// note and back, and notes come last in the Tab order. A note stays as long as it has the pointer or the focus.
import { X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import { Button } from '../ui/button.tsx';
import { failureSentence } from '../words/failure-words.ts';
import styles from './toast.module.css';
import { useAction } from './use-action.ts';

interface ToastInput {
  readonly text: string;
  /** Rejects as `request` does when main refuses. */
  readonly undo?: () => Promise<void>;
}

interface Toast extends ToastInput {
  readonly id: number;
}

const SHOWN_MS = 6_000;
const SHOWN_WITH_UNDO_MS = 10_000;
const MOST = 3;

const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

function show(input: ToastInput): void {
  const toast = { ...input, id: ++lastId };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, toast].slice(-MOST) }));
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

const api = { show } as const;
export const useToast = (): typeof api => api;

/** Rendered once, last in the window, as long as someone is signed in. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const region = useRef<HTMLElement>(null);
  const cameFrom = useRef<Element | null>(null);
  const goBack = useCallback(() => {
    if (cameFrom.current instanceof HTMLElement && cameFrom.current.isConnected) cameFrom.current.focus();
  }, []);
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || region.current === null) return;
      if (region.current.contains(document.activeElement)) {
        event.preventDefault();
        goBack();
        return;
      }
      const newest = [...region.current.querySelectorAll<HTMLElement>('[data-toast]')].at(-1)?.querySelector('button');
      if (newest == null) return;
      event.preventDefault();
      cameFrom.current = document.activeElement;
      newest.focus();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [goBack]);
  // The next person who signs in must see nothing of this person's work.
  useEffect(() => () => useToasts.setState({ toasts: [] }), []);
  return (
    <section ref={region} className={styles['region']} aria-label="Notes">
      <div role="status" aria-live="polite" className={styles['list']}>
        {toasts.map((toast) => (
          <ToastCard
            key={toast.id}
            toast={toast}
            onGone={() => {
              const hadFocus = region.current?.contains(document.activeElement) === true;
              dismiss(toast.id);
              if (hadFocus) goBack();
            }}
          />
        ))}
      </div>
    </section>
  );
}

function ToastCard({ toast, onGone }: { readonly toast: Toast; readonly onGone: () => void }) {
  const { undo } = toast;
  const [isHeld, setHeld] = useState(false);
  const { run, isBusy, failure } = useAction();
  const gone = useRef(onGone);
  gone.current = onGone;
  // A refusal of Undo stays until the person closes it.
  const isStaying = isHeld || isBusy || failure !== undefined;
  useEffect(() => {
    if (isStaying) return;
    const timer = setTimeout(() => gone.current(), undo === undefined ? SHOWN_MS : SHOWN_WITH_UNDO_MS);
    return () => clearTimeout(timer);
  }, [isStaying, undo]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointer and focus only keep the note open; the buttons inside act
    <div
      data-toast
      className={styles['toast']}
      data-failed={failure !== undefined || undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onGone();
      }}
    >
      <span className={styles['text']}>
        {failure === undefined ? toast.text : `Could not be undone. ${failureSentence(failure)}`}
      </span>
      {undo !== undefined && failure === undefined && (
        <Button
          tone="quiet"
          className={styles['undo']}
          isBusy={isBusy}
          onClick={() =>
            void run(undo).then((isDone) => {
              if (isDone) onGone();
            })
          }
        >
          Undo
        </Button>
      )}
      <button type="button" className={styles['close']} aria-label="Close this note" onClick={onGone}>
        <X size={15} aria-hidden />
      </button>
    </div>
  );
}
