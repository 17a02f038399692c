// A dialog for one decision: a title, a body that scrolls, and the buttons at the bottom right. Escape calls `onClose`.
import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, type RefObject, useLayoutEffect } from 'react';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly footer: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null> | (() => HTMLElement | true);
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly isWide?: boolean;
  readonly onClose: () => void;
}

let openDialogs = 0;

/** A dialog or the lock covers the page, so the page's own keys do nothing. */
export const isPageCovered = (): boolean => openDialogs > 0 || document.querySelector('dialog:modal') !== null;

/** Makes the page behind inert. Otherwise a held Tab key reaches it before the dialog takes the focus back. */
function useInertPage(): void {
  useLayoutEffect(() => {
    const update = () => {
      for (const part of document.querySelectorAll<HTMLElement>('#root :is(header, nav, main)'))
        part.inert = openDialogs > 0;
    };
    openDialogs++;
    update();
    return () => {
      openDialogs--;
      update();
    };
  }, []);
}

export function Dialog({ title, children, footer, initialFocus, returnTo, isWide = false, onClose }: DialogProps) {
  useInertPage();
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()} disablePointerDismissal>
      <Base.Portal>
        {/* Over another dialog, too. */}
        <Base.Backdrop forceRender className={styles['scrim']} />
        <Base.Popup
          className={`${styles['dialog']} ${isWide ? styles['wide'] : ''}`}
          finalFocus={returnTo}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <Base.Title className={styles['title']}>{title}</Base.Title>
          <div className={styles['body']}>{children}</div>
          <div className={styles['footer']}>{footer}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
