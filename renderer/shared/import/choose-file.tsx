// The first step of an import: the file, or a template for one.
import { type ReactNode, type Ref, useState } from 'react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import { request } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { savedWords } from '../../words/saved-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';
import styles from './import.module.css';
import type { ImportSubject } from './use-import.ts';

interface ChooseFileProps {
  readonly of: ImportSubject;
  readonly isBusy: boolean;
  readonly button: Ref<HTMLButtonElement>;
  readonly onChoose: () => void;
  /** What else there is to know about this list. */
  readonly children?: ReactNode;
}

export function ChooseFile({ of, isBusy, button, onChoose, children }: ChooseFileProps) {
  const saving = useAction();
  const [template, setTemplate] = useState<SavedFile | null>(null);
  return (
    <div className={styles['step']}>
      <p>
        Choose a list as a CSV file, as every spreadsheet saves it. You then match its columns, and a dry run says for
        each row what will happen. Nothing is changed before you confirm it.{children}
      </p>
      <div className={styles['buttons']}>
        <Button ref={button} tone="primary" isBusy={isBusy} onClick={onChoose}>
          Choose a file
        </Button>
        <Button
          isBusy={saving.isBusy}
          onClick={() => void saving.run(async () => setTemplate((await request('imports.saveTemplate', { of })).file))}
        >
          Save a template
        </Button>
        <span role="status" className={styles['quiet']}>
          {template !== null && `Saved: ${savedWords(template)}.`}
        </span>
      </div>
      <FailureBanner failure={saving.failure} />
    </div>
  );
}
