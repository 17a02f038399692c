// What the administrator can do with a letter: copy, save, print, or make a mail draft. Rekey sends nothing. It cannot see
// whether paper came out or a mail program opened, so neither counts as passed on.
import { Check, FileDown, Mail, Printer } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../bridge.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { type Letter, type LetterFirm, letterFileName, letterName, letterText } from '../../words/letter-words.ts';
import { exactDay } from '../../words/time-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { CopyButton } from '../secrets/copy-button.tsx';
import { useAction } from '../use-action.ts';
import styles from './letter.module.css';
import { NotPrinted } from './not-printed.tsx';
import { PaperPage, type PrintOutcome, usePaper } from './print.tsx';

export function useLetterFirm(): LetterFirm {
  const name = useAppStore((state) => state.app?.firmName) ?? '';
  const phone = useAppStore((state) => state.app?.firmPhone) ?? '';
  return { name, phone };
}

/** A letter on paper. The code stands out, because somebody types it in. */
export function LetterPage({ letter, firmName }: { readonly letter: Letter; readonly firmName: string }) {
  return (
    <PaperPage>
      <header className={styles['head']}>
        <strong>{firmName}</strong>
        <span>{exactDay(Date.now())}</span>
      </header>
      <p className={styles['address']}>
        {letterName(letter.to) !== '' && (
          <>
            {letterName(letter.to)}
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
  saved: '',
  printed: 'Sent to the printer. Check that the page came out before you close this.',
  pdf: 'Saved as PDF.',
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
  const firm = useLetterFirm();
  const paper = usePaper();
  const save = useAction();
  const print = useAction();
  const mail = useAction();
  const [done, setDone] = useState<keyof typeof NOTES>();
  const [outcome, setOutcome] = useState<PrintOutcome>();
  const text = letterText(letter);
  const page = <LetterPage letter={letter} firmName={firm.name} />;
  const who = letterName(letter.to) || letter.to.email;
  const ways = [
    {
      label: done === 'saved' ? 'Saved' : 'Save letter',
      icon: done === 'saved' ? Check : FileDown,
      action: save,
      start: async () => {
        const file = { suggestedName: letterFileName(letter), text: `${letter.subject}\n\n${text}\n` };
        if (!(await request('document.save', file)).isSaved) return;
        setDone('saved');
        onPassedOn();
      },
    },
    {
      label: done === 'printed' ? 'Printed' : 'Print letter',
      icon: done === 'printed' ? Check : Printer,
      action: print,
      start: async () => {
        const printed = await paper.print(page);
        setOutcome(printed);
        setDone(printed === 'printed' ? 'printed' : undefined);
      },
    },
    {
      label: 'Make a mail draft',
      icon: Mail,
      action: mail,
      start: async () => {
        await request('document.mail', { to: letter.to.email, subject: letter.subject, text });
        setDone('draft');
      },
    },
  ] as const;
  return (
    <div className={styles['letter']} data-compact={isCompact || undefined}>
      <div className={styles['actions']}>
        {!isCompact && <CopyButton text={letter.to.code} label="Copy code" onCopied={onPassedOn} />}
        <CopyButton
          text={text}
          label={copyLabel}
          isIconOnly={isCompact}
          about={isCompact ? who : undefined}
          className={isCompact ? styles['iconButton'] : undefined}
          onCopied={onPassedOn}
        />
      </div>
      <div className={styles['actions']}>
        {ways.map(({ label, icon: Icon, action, start }) => (
          <Button
            key={label}
            tone={isCompact ? 'quiet' : 'plain'}
            isBusy={action.isBusy}
            className={isCompact ? styles['iconButton'] : undefined}
            title={isCompact ? label : undefined}
            aria-label={isCompact ? `${label}: ${who}` : undefined}
            onClick={() => void action.run(start)}
          >
            <Icon size={15} aria-hidden />
            {!isCompact && label}
          </Button>
        ))}
      </div>
      <p className={isCompact ? 'visually-hidden' : styles['note']} role="status">
        {done === undefined ? '' : NOTES[done]}
      </p>
      {[save, print, mail].map(
        ({ failure }) => failure !== undefined && <FailureBanner key={failure.code} failure={failure} />,
      )}
      <NotPrinted
        outcome={outcome}
        savePdf={() => paper.savePdf(page, letterFileName(letter))}
        onSaved={() => {
          setOutcome(undefined);
          setDone('pdf');
          onPassedOn();
        }}
      />
      {paper.sheet}
    </div>
  );
}
