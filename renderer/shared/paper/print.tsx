// Printing. While the system's print dialog is open, the page holds the sheet beside the window's own content, and the
// print styles show the sheet alone, black on white.
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { printedLine } from '../../words/letter-words.ts';
import styles from './print.module.css';
import { NO_FACTS, type PaperFacts, readPaperFacts } from './printed-number.ts';

export type PrintOutcome = OutputOf<'document.print'>['outcome'];

export interface Paper {
  /** The component that prints renders this, anywhere. */
  readonly sheet: ReactNode;
  /** Holds the pages while something is done with them. */
  hold<T>(content: ReactNode, work: () => Promise<T>): Promise<T>;
  print(content: ReactNode): Promise<PrintOutcome>;
  /** @returns null when the person chose no place for the file. */
  savePdf(content: ReactNode, suggestedName: string): Promise<SavedFile | null>;
}

const PaperFactsContext = createContext<PaperFacts>(NO_FACTS);
/** For the pages that are being printed. */
export const usePaperFacts = (): PaperFacts => useContext(PaperFactsContext);

export function usePaper(): Paper {
  const [content, setContent] = useState<ReactNode>(null);
  const withSheet = useCallback(async <T,>(pages: ReactNode, work: () => Promise<T>): Promise<T> => {
    const facts = await readPaperFacts();
    flushSync(() => setContent(<PaperFactsContext value={facts}>{pages}</PaperFactsContext>));
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
    hold: withSheet,
    print: (pages) => withSheet(pages, async () => (await request('document.print', {})).outcome),
    savePdf: (pages, suggestedName) =>
      withSheet(pages, async () => (await request('document.savePdf', { suggestedName })).file),
  };
}

/** One page of paper. Its last line is the number of the activity record at the moment of printing. */
export function PaperPage({ children }: { readonly children: ReactNode }) {
  const { printed } = usePaperFacts();
  return (
    <article className={styles['page']}>
      {children}
      {printed !== '' && <p className={styles['record']}>{printedLine(printed)}</p>}
    </article>
  );
}
