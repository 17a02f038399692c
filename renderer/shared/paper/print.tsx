// Printing. While the system's print dialog is open, the page holds the sheet beside the window's own content, and the
// print styles show the sheet alone, black on white.
import { type ReactNode, useCallback, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import styles from './print.module.css';

export type PrintOutcome = OutputOf<'document.print'>['outcome'];

export interface Paper {
  /** The component that prints renders this, anywhere. */
  readonly sheet: ReactNode;
  print(content: ReactNode): Promise<PrintOutcome>;
  /** @returns false when the person chose no place for the file. */
  savePdf(content: ReactNode, suggestedName: string): Promise<boolean>;
}

export function usePaper(): Paper {
  const [content, setContent] = useState<ReactNode>(null);
  const withSheet = useCallback(async <T,>(pages: ReactNode, work: () => Promise<T>): Promise<T> => {
    flushSync(() => setContent(pages));
    try {
      return await work();
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
  return {
    sheet,
    print: (pages) => withSheet(pages, async () => (await request('document.print', {})).outcome),
    savePdf: (pages, suggestedName) =>
      withSheet(pages, async () => (await request('document.savePdf', { suggestedName })).isSaved),
  };
}

/** One page of paper. */
export function PaperPage({ children }: { readonly children: ReactNode }) {
  return <article className={styles['page']}>{children}</article>;
}
