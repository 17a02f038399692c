// Something typed and not saved on a page: whoever goes elsewhere is asked first. Dialogs ask for themselves (dialog-guard.tsx).
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

// More than one form of a page may hold something.
const unsaved = new Set<symbol>();
const useLeaving = create<{ readonly go: (() => void) | undefined }>(() => ({ go: undefined }));

/** Goes at once, or after the person has said that what is unsaved may be lost. */
export function leave(go: () => void): void {
  if (unsaved.size === 0) go();
  else useLeaving.setState({ go });
}

export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const mine = Symbol('unsaved');
    unsaved.add(mine);
    return () => {
      unsaved.delete(mine);
    };
  }, [isUnsaved]);
}

/** Stands once in the window. */
export function LeavingQuestion() {
  const go = useLeaving((state) => state.go);
  // Signed out by somebody else while it asks: the next person is not asked.
  useEffect(() => () => useLeaving.setState({ go: undefined }), []);
  return go === undefined ? null : <Question go={go} />;
}

function Question({ go }: { readonly go: () => void }) {
  const returnTo = useRef<HTMLElement | null>(
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
  const stay = useRef<HTMLButtonElement>(null);
  const answer = () => useLeaving.setState({ go: undefined });
  return (
    <Dialog
      title="Leave without saving?"
      returnTo={returnTo}
      initialFocus={stay}
      onClose={answer}
      footer={
        <>
          <Button ref={stay} onClick={answer}>
            Keep editing
          </Button>
          <Button
            tone="danger"
            onClick={() => {
              answer();
              go();
            }}
          >
            Leave without saving
          </Button>
        </>
      }
    >
      <p>What you changed on this page is not saved yet.</p>
    </Dialog>
  );
}
