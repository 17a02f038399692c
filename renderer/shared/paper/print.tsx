// Printing. While the system's print dialog is open, the page holds the sheet beside the window's own content, and the
// print styles show the sheet alone, black on white.
import { type ReactNode, useCallback, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { request } from '../../bridge.ts';
import styles from './print.module.css';

export interface Paper {
  /** The component that prints renders this, anywhere. */
  readonly sheet: ReactNode;
  /** @returns false when the person closed the print dialog without printing. */
  print(content: ReactNode): Promise<boolean>;
}

export function usePaper(): Paper {
  const [content, setContent] = useState<ReactNode>(null);
  const print = useCallback(async (pages: ReactNode) => {
    flushSync(() => setContent(pages));
    try {
      return (await request('document.print', {})).isPrinted;
    } finally {
      setContent(null);
    }
  }, []);
  const sheet =
    content === null
      ? null
      : createPortal(
          <div className={styles['paper']} aria-hidden="true">
            {content}
          </div>,
          document.body,
        );
  return { sheet, print };
}

/** One page of paper. */
export function PaperPage({ children }: { readonly children: ReactNode }) {
  return <article className={styles['page']}>{children}</article>;
}
