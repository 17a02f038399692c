// Codes that were just made for people, each shown once: one large, or a list of many. Whoever closes before every code was
// copied, saved, printed, handed to the mail program or ticked is asked first.
import { FileDown, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { IssuedCode } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { LetterActions, LetterPage, useLetterFirm } from '../../shared/letter.tsx';
import { usePaper } from '../../shared/print.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useSecretOnScreen } from '../../shared/use-secret-on-screen.ts';
import { Button } from '../../ui/button.tsx';
import { type Guard, GuardFooter, useGuard } from '../../ui/dialog-guard.tsx';
import { CheckField } from '../../ui/field.tsx';
import { SecretCode } from '../../ui/secret-code.tsx';
import {
  CODE_WORDS,
  type LetterCode,
  type LetterKind,
  letterName,
  lettersText,
  toLetter,
  usageWords,
} from '../../words/letter-words.ts';
import { exactTime } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import styles from './issued-codes.module.css';

export interface Passing {
  readonly passedOn: ReadonlySet<string>;
  mark(emails: readonly string[], isPassedOn: boolean): void;
  readonly guard: Guard;
  /** How many are left. */
  readonly left: number;
}

/** @param codes empty as long as there is nothing to lose. */
export function usePassingOn(codes: readonly LetterCode[], onClose: () => void): Passing {
  const [passedOn, setPassedOn] = useState<ReadonlySet<string>>(new Set());
  const left = codes.filter((code) => !passedOn.has(code.email)).length;
  const guard = useGuard(left > 0, false, onClose);
  return {
    passedOn,
    left,
    guard,
    mark: (emails, isPassedOn) =>
      setPassedOn((now) => {
        const next = new Set(now);
        for (const email of emails) {
          if (isPassedOn) next.add(email);
          else next.delete(email);
        }
        return next;
      }),
  };
}

interface PassingFooterProps {
  readonly passing: Passing;
  readonly kind: LetterKind;
  readonly total: number;
  readonly onClose: () => void;
}

export function PassingFooter({ passing, kind, total, onClose }: PassingFooterProps) {
  const { guard, left } = passing;
  if (!guard.isAsking) {
    return (
      <Button tone="primary" onClick={guard.close}>
        Done
      </Button>
    );
  }
  const label = CODE_WORDS[kind].toLowerCase();
  return (
    <GuardFooter
      question={
        total === 1
          ? `The ${label} was not copied. It cannot be shown again.`
          : `${plural(left, `${label} was`, `${label}s were`)} not passed on. They cannot be shown again.`
      }
      stayLabel="Keep open"
      leaveLabel="Close anyway"
      onStay={guard.stay}
      onLeave={onClose}
    />
  );
}

interface OneCodeProps {
  readonly kind: LetterKind;
  readonly issued: LetterCode;
  readonly passing: Passing;
  readonly copyLabel?: string;
}

export function OneCode({ kind, issued, passing, copyLabel = 'Copy letter' }: OneCodeProps) {
  useSecretOnScreen();
  const firm = useLetterFirm();
  const label = CODE_WORDS[kind];
  const group = useRef<HTMLElement>(null);
  // What was pressed to get here is gone: reading starts at the code.
  useEffect(() => group.current?.focus(), []);
  const markIt = (isPassedOn: boolean) => passing.mark([issued.email], isPassedOn);
  return (
    <section ref={group} tabIndex={-1} aria-label={label} className={styles['one']}>
      <SecretCode label={label} code={issued.code} validity={`Works ${usageWords(kind, issued.expiresAt)}`} />
      <LetterActions letter={toLetter(kind, issued, firm)} copyLabel={copyLabel} onPassedOn={() => markIt(true)} />
      <CheckField
        label={`I have passed on or noted the ${label.toLowerCase()}`}
        isChecked={passing.passedOn.has(issued.email)}
        onCheck={markIt}
      />
    </section>
  );
}

interface ManyCodesProps {
  readonly kind: LetterKind;
  readonly issued: readonly IssuedCode[];
  readonly passing: Passing;
}

export function ManyCodes({ kind, issued, passing }: ManyCodesProps) {
  useSecretOnScreen();
  const firm = useLetterFirm();
  const paper = usePaper();
  const save = useAction();
  const print = useAction();
  const [isUnprinted, setUnprinted] = useState(false);
  const group = useRef<HTMLElement>(null);
  useEffect(() => group.current?.focus(), []);
  const letters = issued.map((one) => toLetter(kind, one, firm));
  const label = CODE_WORDS[kind];
  const everyone = issued.map((one) => one.email);
  const isAllDone = passing.left === 0;
  return (
    <section ref={group} tabIndex={-1} aria-label={`${label}s`} className={styles['many']}>
      <div className={styles['bar']}>
        <Button
          isBusy={save.isBusy}
          onClick={() =>
            void save.run(async () => {
              const file = { suggestedName: `letters-${issued.length}`, text: lettersText(letters) };
              if ((await request('document.save', file)).isSaved) passing.mark(everyone, true);
            })
          }
        >
          <FileDown size={15} aria-hidden />
          Save all as one file
        </Button>
        <Button
          isBusy={print.isBusy}
          onClick={() =>
            void print.run(async () => {
              const pages = letters.map((letter) => (
                <LetterPage key={letter.to.email} letter={letter} firmName={firm.name} />
              ));
              const isPrinted = await paper.print(pages);
              setUnprinted(!isPrinted);
              if (isPrinted) passing.mark(everyone, true);
            })
          }
        >
          <Printer size={15} aria-hidden />
          Print all, one letter a page
        </Button>
        <span className={styles['left']} role="status">
          {isUnprinted && 'Nothing was printed. '}
          {isAllDone
            ? 'All passed on'
            : `${passing.left.toLocaleString()} of ${issued.length.toLocaleString()} left to pass on`}
        </span>
      </div>
      <FailureBanner failure={save.failure} />
      <FailureBanner failure={print.failure} />
      <ul className={styles['list']}>
        {issued.map((one, i) => {
          const letter = letters[i];
          const isDone = passing.passedOn.has(one.email);
          return (
            <li key={one.userId} className={styles['person']} data-done={isDone || undefined}>
              <div className={styles['who']}>
                {letterName(one) !== '' && <span title={one.name}>{one.name}</span>}
                <span className={letterName(one) === '' ? undefined : styles['email']} title={one.email}>
                  {one.email}
                </span>
              </div>
              <code className={styles['code']}>{one.code}</code>
              {letter !== undefined && (
                <LetterActions
                  letter={letter}
                  copyLabel="Copy letter"
                  isCompact
                  onPassedOn={() => passing.mark([one.email], true)}
                />
              )}
              <CheckField
                label={
                  <>
                    Passed on<span className="visually-hidden">: {one.name || one.email}</span>
                  </>
                }
                isChecked={isDone}
                onCheck={(isPassedOn) => passing.mark([one.email], isPassedOn)}
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
