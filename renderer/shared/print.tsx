// Paper: what is to be printed stands beside the window's own content while the system's print dialog is open, and the print
// styles show nothing else. Black on white, whatever the window's own colours are.
import { type ReactNode, useCallback, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { request } from '../bridge.ts';
import styles from './print.module.css';

export interface Paper {
  /** To be rendered anywhere in the component that prints. */
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

/** One page of its own. */
export function PaperPage({ children }: { readonly children: ReactNode }) {
  return <article className={styles['page']}>{children}</article>;
}
