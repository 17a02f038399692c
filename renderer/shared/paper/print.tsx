// Printing. While the system's print dialog is open, the page holds the sheet beside the window's own content, and the
// print styles show the sheet alone, black on white.
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { printedLine } from '../../words/letter-words.ts';
import styles from './print.module.css';
import { readPrintedNumber } from './printed-number.ts';

export type PrintOutcome = OutputOf<'document.print'>['outcome'];

export interface Paper {
  /** The component that prints renders this, anywhere. */
  readonly sheet: ReactNode;
  print(content: ReactNode): Promise<PrintOutcome>;
  /** @returns false when the person chose no place for the file. */
  savePdf(content: ReactNode, suggestedName: string): Promise<boolean>;
}

/** What the pages that are being printed say of the activity record. */
const PrintedNumber = createContext('');

export function usePaper(): Paper {
  const [content, setContent] = useState<ReactNode>(null);
  const withSheet = useCallback(async <T,>(pages: ReactNode, work: () => Promise<T>): Promise<T> => {
    const printed = await readPrintedNumber();
    flushSync(() => setContent(<PrintedNumber value={printed}>{pages}</PrintedNumber>));
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

/** One page of paper. Its last line is the number of the activity record at the moment of printing. */
export function PaperPage({ children }: { readonly children: ReactNode }) {
  const printed = useContext(PrintedNumber);
  return (
    <article className={styles['page']}>
      {children}
      {printed !== '' && <p className={styles['record']}>{printedLine(printed)}</p>}
    </article>
  );
}
