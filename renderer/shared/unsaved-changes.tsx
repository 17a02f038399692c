// A page with unsaved changes asks before the person goes elsewhere. Dialogs ask for themselves (ui/dialog/dialog-guard.tsx).
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog/dialog.tsx';

/** One entry for each form with unsaved changes: a page may have several. */
const unsavedForms = new Set<symbol>();
/** Where the person wants to go while the dialog asks. */
const usePendingMove = create<{ readonly go: (() => void) | undefined }>(() => ({ go: undefined }));

/** Goes at once, or after the person agrees to lose the unsaved changes. */
export function confirmUnsavedChanges(go: () => void): void {
  if (unsavedForms.size === 0) go();
  else usePendingMove.setState({ go });
}

export function useUnsavedChanges(hasUnsavedChanges: boolean): void {
  useEffect(() => {
    if (!hasUnsavedChanges) return;
    const form = Symbol('form');
    unsavedForms.add(form);
    return () => {
      unsavedForms.delete(form);
    };
  }, [hasUnsavedChanges]);
}

/** Rendered once in the window. */
export function UnsavedChangesDialog() {
  const go = usePendingMove((state) => state.go);
  // If the session ends while the dialog asks, the next person does not see it.
  useEffect(() => () => usePendingMove.setState({ go: undefined }), []);
  return go === undefined ? null : <Question go={go} />;
}

function Question({ go }: { readonly go: () => void }) {
  const returnTo = useRef<HTMLElement | null>(
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
  const stay = useRef<HTMLButtonElement>(null);
  const close = () => usePendingMove.setState({ go: undefined });
  return (
    <Dialog
      title="Leave without saving?"
      returnTo={returnTo}
      initialFocus={stay}
      onClose={close}
      footer={
        <>
          <Button ref={stay} onClick={close}>
            Keep editing
          </Button>
          <Button
            tone="danger"
            onClick={() => {
              close();
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
