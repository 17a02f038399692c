// What the administrator can do with a letter: copy, save, print, or make a mail draft. Rekey sends nothing. It cannot see
// whether paper came out or a mail program opened, so neither counts as passed on.
import { Check, FileDown, Mail, Printer } from 'lucide-react';
import { useState } from 'react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import { request } from '../../bridge.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { useRoving } from '../../ui/roving.ts';
import { SteadyText } from '../../ui/steady-text.tsx';
import { type Letter, type LetterFirm, letterFileName, letterName, letterText } from '../../words/letter-words.ts';
import { savedWords } from '../../words/saved-words.ts';
import { exactDay } from '../../words/time-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { CopyButton } from '../secrets/copy-button.tsx';
import { useAction } from '../use-action.ts';
import styles from './letter.module.css';
import { NotPrinted } from './not-printed.tsx';
import { PaperPage, type PrintOutcome, usePaper } from './print.tsx';
import { readPrintedNumber } from './printed-number.ts';

export function useLetterFirm(): LetterFirm {
  const name = useAppStore((state) => state.app?.firmName) ?? '';
  const phone = useAppStore((state) => state.app?.firmPhone) ?? '';
  const signInPlace = useAppStore((state) => state.app?.signInPlace) ?? '';
  const serverName = useAppStore((state) => state.app?.serverName) ?? null;
  return { name, phone, signInPlace, serverName };
}

/** A letter on paper. The code stands out, because somebody types it in. */
export function LetterPage({ letter, firmName }: { readonly letter: Letter; readonly firmName: string }) {
  return (
    <PaperPage>
      <header className={styles['head']}>
        <strong dir="auto">{firmName}</strong>
        <span>{exactDay(Date.now())}</span>
      </header>
      <p className={styles['address']}>
        {letterName(letter.to) !== '' && (
          <>
            <bdi>{letterName(letter.to)}</bdi>
            <br />
          </>
        )}
        {letter.to.email}
      </p>
      <h1 className={styles['subject']}>{letter.subject}</h1>
      <p>{letter.greeting}</p>
      <p>{letter.lead}</p>
      <ol className={styles['steps']}>
        {letter.steps.map((step) => {
          const [before, after] = step.split(letter.to.code);
          return (
            <li key={step}>
              {before}
              {after !== undefined && <code className={styles['code']}>{letter.to.code}</code>}
              {after}
            </li>
          );
        })}
      </ol>
      <p>{letter.validity}</p>
      <p>{letter.warning}</p>
    </PaperPage>
  );
}

const NOTES = {
  printed: 'Sent to the printer. Check that the page came out before you close this.',
  draft:
    'Your mail program should now show a draft. Nothing is sent until you send it there. If no draft opened, copy the letter instead.',
} as const;

interface LetterActionsProps {
  readonly letter: Letter;
  readonly copyLabel: string;
  /** Icons only, each named after the person: for a row in a list. */
  readonly isCompact?: boolean;
  readonly onPassedOn: () => void;
}

export function LetterActions({ letter, copyLabel, isCompact = false, onPassedOn }: LetterActionsProps) {
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const paper = usePaper();
  const save = useAction();
  const print = useAction();
  const mail = useAction();
  const [done, setDone] = useState<keyof typeof NOTES | 'saved'>();
  const [file, setFile] = useState<SavedFile>();
  const [outcome, setOutcome] = useState<PrintOutcome>();
  const onSaved = (saved: SavedFile) => {
    setFile(saved);
    setDone('saved');
    onPassedOn();
  };
  const readText = async () => letterText(letter, await readPrintedNumber());
  const page = <LetterPage letter={letter} firmName={firmName} />;
  const who = letterName(letter.to) || letter.to.email;
  const ways = [
    {
      id: 'save',
      label: done === 'saved' ? 'Saved' : 'Save letter',
      other: done === 'saved' ? 'Save letter' : 'Saved',
      icon: done === 'saved' ? Check : FileDown,
      action: save,
      start: async () => {
        const text = `${letter.subject}\n\n${await readText()}\n`;
        const saved = await request('document.save', { suggestedName: letterFileName(letter), text });
        if (saved.file !== null) onSaved(saved.file);
      },
    },
    {
      id: 'print',
      label: done === 'printed' ? 'Printed' : 'Print letter',
      other: done === 'printed' ? 'Print letter' : 'Printed',
      icon: done === 'printed' ? Check : Printer,
      action: print,
      start: async () => {
        const printed = await paper.print(page);
        setOutcome(printed);
        setDone(printed === 'printed' ? 'printed' : undefined);
      },
    },
    {
      id: 'mail',
      label: 'Make a mail draft',
      other: '',
      icon: Mail,
      action: mail,
      start: async () => {
        await request('document.mail', { to: letter.to.email, subject: letter.subject, text: await readText() });
        setDone('draft');
      },
    },
  ] as const;
  const first = isCompact ? 1 : 2;
  const { row, tabIndexOf } = useRoving(first + ways.length);
  return (
    <div className={styles['letter']} data-compact={isCompact || undefined}>
      <div role="toolbar" {...row} className={styles['rows']} aria-label={isCompact ? `Pass on to ${who}` : 'Pass on'}>
        <div className={styles['actions']}>
          {!isCompact && (
            <CopyButton text={letter.to.code} label="Copy code" tabIndex={tabIndexOf(0)} onCopied={onPassedOn} />
          )}
          <CopyButton
            tabIndex={tabIndexOf(first - 1)}
            text={readText}
            label={copyLabel}
            isIconOnly={isCompact}
            about={isCompact ? who : undefined}
            className={isCompact ? styles['iconButton'] : undefined}
            onCopied={onPassedOn}
          />
        </div>
        <div className={styles['actions']}>
          {ways.map(({ id, label, other, icon: Icon, action, start }, index) => (
            <Button
              key={id}
              tabIndex={tabIndexOf(first + index)}
              tone={isCompact ? 'quiet' : 'plain'}
              isBusy={action.isBusy}
              className={isCompact ? styles['iconButton'] : undefined}
              title={isCompact ? label : undefined}
              aria-label={isCompact ? `${label}: ${who}` : undefined}
              onClick={() => void action.run(start)}
            >
              <Icon size={15} aria-hidden />
              {!isCompact && <SteadyText text={label} others={other === '' ? [] : [other]} />}
            </Button>
          ))}
        </div>
      </div>
      <p className={isCompact ? 'visually-hidden' : styles['note']} role="status">
        {done === 'saved' && file !== undefined && `Saved: ${savedWords(file)}.`}
        {done !== undefined && done !== 'saved' && NOTES[done]}
      </p>
      {ways.map(({ id, action }) => (
        <FailureBanner key={id} failure={action.failure} />
      ))}
      <NotPrinted
        outcome={outcome}
        savePdf={() => paper.savePdf(page, letterFileName(letter))}
        onSaved={(saved) => {
          setOutcome(undefined);
          onSaved(saved);
        }}
      />
      {paper.sheet}
    </div>
  );
}
