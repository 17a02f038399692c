// Saves the refused and skipped rows with their reasons, and says so.
import { useState } from 'react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import type { ImportCounts } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { savedWords } from '../../words/saved-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';
import styles from './import.module.css';

interface SaveRefusedProps {
  readonly importId: string;
  readonly counts: ImportCounts;
}

export function SaveRefused({ importId, counts }: SaveRefusedProps) {
  const saving = useAction();
  const [file, setFile] = useState<SavedFile | null>(null);
  if (counts.refused + counts.skipped === 0) return null;
  const save = () =>
    void saving.run(async () => {
      setFile(null);
      setFile((await request('imports.saveRefused', { importId })).file);
    });
  return (
    <>
      <p>
        <Button isBusy={saving.isBusy} onClick={save}>
          Save the refused rows
        </Button>{' '}
        <span role="status" className={styles['quiet']}>
          {file !== null
            ? `Saved with the reasons: ${savedWords(file)}. Correct the rows, and import the file again.`
            : 'The file has the refused and skipped rows with the reasons. Correct them, and import it again.'}
        </span>
      </p>
      <FailureBanner failure={saving.failure} />
    </>
  );
}
