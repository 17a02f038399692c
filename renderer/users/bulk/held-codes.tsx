// The codes of an act on many people: as one file, or as letters.
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { Button } from '../../ui/button.tsx';
import { CODE_WORDS } from '../../words/letter-words.ts';
import { savedWords } from '../../words/saved-words.ts';
import { plural } from '../../words/user-words.ts';
import { BulkLetters } from './bulk-letters.tsx';
import styles from './bulk-reset-dialog.module.css';
import type { HeldCodes as Held } from './use-held-codes.ts';

interface HeldCodesProps {
  readonly bulkId: string;
  readonly kind: 'setup_code' | 'invitation';
  /** How many there are. */
  readonly total: number;
  /** "24 hours" */
  readonly goodFor: string;
  readonly held: Held;
  /** What the person does with the file. */
  readonly advice: string;
}

export function HeldCodes({ bulkId, kind, total, goodFor, held, advice }: HeldCodesProps) {
  const [code, setCode] = useState('');
  const label = CODE_WORDS[kind].toLowerCase();
  const { file, saving } = held;
  const isSaved = file !== null;
  return (
    <>
      <div className={styles['codes']}>
        <p>
          {isSaved
            ? `Saved: ${savedWords(file)}. The file is now the only place where the ${label}s are. ${advice}`
            : `${plural(total, `${label} is`, `${label}s are`)} ready, good for ${goodFor}. Each person gets a letter. Or save all codes once, as a file for a spreadsheet: after that only the file has them.`}
        </p>
        {!isSaved && (
          <>
            {/* It appears when the dialog was left open for longer than the code of the act is good for. */}
            <OwnCode isNeeded={false} code={code} onCode={setCode} failure={saving.failure} />
            <Button isBusy={saving.isBusy} onClick={() => void held.save(code).then(setCode)}>
              <FileDown size={16} aria-hidden />
              Save {label}s
            </Button>
          </>
        )}
        <FailureBanner failure={saving.failure} />
      </div>
      {!isSaved && <BulkLetters bulkId={bulkId} kind={kind} total={total} held={held} />}
    </>
  );
}
