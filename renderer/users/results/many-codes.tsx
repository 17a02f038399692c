// The codes of several users in a list, each with its letter. All of them can be saved or printed at once.
import { FileDown, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { LetterActions, LetterPage, useLetterFirm } from '../../shared/paper/letter.tsx';
import { NotPrinted } from '../../shared/paper/not-printed.tsx';
import { type PrintOutcome, usePaper } from '../../shared/paper/print.tsx';
import { readPrintedNumber } from '../../shared/paper/printed-number.ts';
import { useSecretOnScreen } from '../../shared/secrets/use-secret-on-screen.ts';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/fields/field.tsx';
import forms from '../../ui/fields/form.module.css';
import {
  CODE_WORDS,
  type LetterCode,
  type LetterKind,
  letterName,
  lettersText,
  toLetter,
} from '../../words/letter-words.ts';
import { savedWords } from '../../words/saved-words.ts';
import { exactTime } from '../../words/time-words.ts';
import styles from './codes.module.css';

interface ManyCodesProps {
  readonly kind: LetterKind;
  readonly issued: readonly LetterCode[];
  /** The emails of the users whose codes are passed on. */
  readonly passedOn: ReadonlySet<string>;
  readonly onPassedOn: (emails: readonly string[], isPassedOn: boolean) => void;
}

export function ManyCodes({ kind, issued, passedOn, onPassedOn }: ManyCodesProps) {
  useSecretOnScreen();
  const firm = useLetterFirm();
  const paper = usePaper();
  const save = useAction();
  const print = useAction();
  const [printed, setPrinted] = useState<PrintOutcome>();
  const [saved, setSaved] = useState<SavedFile>();
  const group = useRef<HTMLElement>(null);
  useEffect(() => group.current?.focus(), []);
  const letters = issued.map((one) => toLetter(kind, one, firm));
  const label = CODE_WORDS[kind];
  const everyone = issued.map((one) => one.email);
  const left = everyone.filter((email) => !passedOn.has(email)).length;

  const onSaved = (file: SavedFile) => {
    setSaved(file);
    onPassedOn(everyone, true);
  };
  const saveAll = async () => {
    const text = lettersText(letters, await readPrintedNumber());
    const { file } = await request('document.save', { suggestedName: `letters-${issued.length}`, text });
    if (file !== null) onSaved(file);
  };
  const pages = letters.map((letter) => <LetterPage key={letter.to.email} letter={letter} firmName={firm.name} />);
  const printAll = async () => {
    setPrinted(await paper.print(pages));
  };

  return (
    <section ref={group} tabIndex={-1} aria-label={`${label}s`} className={`${forms['form']} ${styles['group']}`}>
      <div className={styles['bar']}>
        <Button isBusy={save.isBusy} onClick={() => void save.run(saveAll)}>
          <FileDown size={15} aria-hidden />
          Save all letters as one file
        </Button>
        <Button isBusy={print.isBusy} onClick={() => void print.run(printAll)}>
          <Printer size={15} aria-hidden />
          Print all letters
        </Button>
        <span className={styles['left']} role="status">
          {printed === 'printed' && 'Sent to the printer: check the pages, then tick them. '}
          {left === 0
            ? 'All passed on'
            : `${left.toLocaleString('en-GB')} of ${issued.length.toLocaleString('en-GB')} left to pass on`}
        </span>
      </div>
      <p className={styles['saved']} role="status">
        {saved !== undefined && `The letters are saved: ${savedWords(saved)}.`}
      </p>
      <FailureBanner failure={save.failure} />
      <FailureBanner failure={print.failure} />
      <NotPrinted
        outcome={printed}
        savePdf={() => paper.savePdf(pages, `letters-${issued.length}`)}
        onSaved={(file) => {
          setPrinted(undefined);
          onSaved(file);
        }}
      />
      <ul className={styles['list']}>
        {letters.map((letter) => {
          const { to } = letter;
          const name = letterName(to);
          const isDone = passedOn.has(to.email);
          return (
            <li key={to.email} className={styles['person']} data-done={isDone || undefined}>
              <div className={styles['who']}>
                {name !== '' && (
                  <span dir="auto" title={name}>
                    {name}
                  </span>
                )}
                <span className={name === '' ? undefined : styles['email']} title={to.email}>
                  {to.email}
                </span>
              </div>
              <code className={styles['code']}>{to.code}</code>
              <LetterActions
                letter={letter}
                copyLabel="Copy letter"
                isCompact
                onPassedOn={() => onPassedOn([to.email], true)}
              />
              <CheckField
                label={
                  <>
                    Passed on<span className="visually-hidden">: {to.name || to.email}</span>
                  </>
                }
                isChecked={isDone}
                onCheck={(isPassedOn) => onPassedOn([to.email], isPassedOn)}
              />
            </li>
          );
        })}
      </ul>
      {issued[0] !== undefined && (
        <p className={styles['validity']}>Each works once, until {exactTime(issued[0].expiresAt)}. Shown once.</p>
      )}
      {paper.sheet}
    </section>
  );
}
