// A secret that is shown once, the ways to keep it (copy, save, print), and the confirmation that it is kept. The
// window is kept out of screenshots as long as the secret is shown.
import { FileDown, Printer } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { request } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/fields/field.tsx';
import { Live } from '../../ui/live.tsx';
import { firmKeyLine, printedLine } from '../../words/letter-words.ts';
import { savedWords } from '../../words/saved-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { NotPrinted } from '../paper/not-printed.tsx';
import { type PrintOutcome, usePaper } from '../paper/print.tsx';
import { readPaperFacts } from '../paper/printed-number.ts';
import { useAction } from '../use-action.ts';
import { CopyButton } from './copy-button.tsx';
import styles from './keep-secret.module.css';
import type { Keeping } from './use-keeping.ts';
import { useSecretOnScreen } from './use-secret-on-screen.ts';

type Way = 'copy' | 'save' | 'print';

interface KeepSecretProps {
  /** In the order of the buttons. */
  readonly ways: readonly Way[];
  /** For the clipboard. */
  readonly text: string;
  readonly file: { readonly suggestedName: string; readonly text: string };
  readonly paper: ReactNode;
  /** The file says which key signs evidence packs. */
  readonly namesFirmKey?: boolean;
  /** Below the buttons. */
  readonly advice?: ReactNode;
  readonly keptLabel: string;
  /** What to do first, and why. */
  readonly missing: string;
  readonly keeping: Keeping;
  /** The secret itself. */
  readonly children: ReactNode;
}

export function KeepSecret({
  ways,
  text,
  file,
  paper: page,
  namesFirmKey = false,
  advice,
  keptLabel,
  missing,
  keeping,
  children,
}: KeepSecretProps) {
  useSecretOnScreen();
  const [done, setDone] = useState('');
  const [outcome, setOutcome] = useState<PrintOutcome>();
  const save = useAction();
  const print = useAction();
  const paper = usePaper();
  const saveFile = async () => {
    const { printed, fingerprint } = await readPaperFacts();
    const lines = [namesFirmKey ? firmKeyLine(fingerprint) : '', printedLine(printed)].filter((line) => line !== '');
    const text = [file.text, ...lines.map((line) => `${line}\n`)].join(lines.length === 0 ? '' : '\n');
    const saved = await request('document.save', { ...file, text });
    setDone(saved.file === null ? '' : `Saved: ${savedWords(saved.file)}.`);
  };
  const printPage = async () => {
    const printed = await paper.print(page);
    setOutcome(printed);
    setDone(printed === 'printed' ? 'Printed' : '');
  };
  const buttons: Readonly<Record<Way, ReactNode>> = {
    copy: <CopyButton key="copy" text={text} label="Copy" />,
    save: (
      <Button key="save" isBusy={save.isBusy} onClick={() => void save.run(saveFile)}>
        <FileDown size={15} aria-hidden />
        Save as file
      </Button>
    ),
    print: (
      <Button key="print" isBusy={print.isBusy} onClick={() => void print.run(printPage)}>
        <Printer size={15} aria-hidden />
        Print
      </Button>
    ),
  };
  return (
    <div className={styles['secret']}>
      {children}
      <div className={styles['actions']}>{ways.map((way) => buttons[way])}</div>
      <p className={styles['done']} role="status">
        {done}
      </p>
      <FailureBanner failure={save.failure} />
      <FailureBanner failure={print.failure} />
      <NotPrinted
        outcome={outcome}
        savePdf={() => paper.savePdf(page, file.suggestedName)}
        onSaved={(saved) => {
          setOutcome(undefined);
          setDone(`Saved: ${savedWords(saved)}.`);
        }}
      />
      {advice}
      <div className={styles['kept']}>
        <CheckField label={keptLabel} isChecked={keeping.isKept} onCheck={keeping.onKept} />
      </div>
      <Live isUrgent>{keeping.isMissing && !keeping.isKept && <p className={styles['missing']}>{missing}</p>}</Live>
      {paper.sheet}
    </div>
  );
}
