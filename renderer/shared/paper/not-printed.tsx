// After nothing was printed: the reason, and the same pages as a PDF. Many desks have no printer.
import { FileDown } from 'lucide-react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';
import styles from './not-printed.module.css';
import type { PrintOutcome } from './print.tsx';

const REASONS: Readonly<Record<Exclude<PrintOutcome, 'printed'>, string>> = {
  cancelled: 'Nothing was printed.',
  no_printer: 'Nothing was printed, because this computer has no printer.',
  failed: 'Nothing was printed, because the printer refused the pages. Check the printer, then print again.',
};

interface NotPrintedProps {
  /** Undefined until something was to be printed. */
  readonly outcome: PrintOutcome | undefined;
  /** @returns null when the person chose no place for the file. */
  readonly savePdf: () => Promise<SavedFile | null>;
  readonly onSaved: (file: SavedFile) => void;
  /** False: the pages hold nothing that opens an account. */
  readonly holdsCodes?: boolean;
}

export function NotPrinted({ outcome, savePdf, onSaved, holdsCodes = true }: NotPrintedProps) {
  const save = useAction();
  if (outcome === undefined || outcome === 'printed') return null;
  const start = async () => {
    const file = await savePdf();
    if (file !== null) onSaved(file);
  };
  return (
    <div className={styles['notPrinted']}>
      <Banner tone="attention">
        <div className={styles['row']}>
          <p>
            {REASONS[outcome]}{' '}
            {holdsCodes
              ? 'A PDF holds the same pages: anyone who opens the file can read the codes, so delete it when it is printed.'
              : 'A PDF holds the same pages.'}
          </p>
          <Button isBusy={save.isBusy} onClick={() => void save.run(start)}>
            <FileDown size={15} aria-hidden />
            Save as PDF
          </Button>
        </div>
      </Banner>
      <FailureBanner failure={save.failure} />
    </div>
  );
}
