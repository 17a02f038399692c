// The field for the emails to invite, and below it the emails that were found in it, each with its problem.
import { CircleAlert } from 'lucide-react';
import type { RefObject } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { TextAreaField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { plural } from '../../words/user-words.ts';
import scroll from '../dialog-parts/scroll-list.module.css';
import styles from './emails-field.module.css';

const MOST_SHOWN = 101;

interface EmailsFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly emails: readonly string[];
  /** The emails that `failure` is about, in the order in which they were sent. */
  readonly sent: readonly string[];
  readonly failure: Failure | undefined;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

export function EmailsField({ text, onText, emails, sent, failure, inputRef }: EmailsFieldProps) {
  const problems = new Map(
    sent.flatMap((email, i) => {
      const problem = fieldSentence(failure, `emails.${i}`);
      return problem === undefined ? [] : [[email, problem] as const];
    }),
  );
  const bad = emails.filter((email) => problems.has(email)).length;
  const badSentence = `${plural(bad, 'email cannot be used. It is', 'emails cannot be used. They are')} marked below. Nobody was invited.`;
  return (
    <>
      <TextAreaField
        label="Emails"
        inputRef={inputRef}
        rows={5}
        spellCheck={false}
        autoComplete="off"
        hint="One on each line, or separated by commas, semicolons or spaces. Up to 100 at once."
        value={text}
        onText={onText}
        problem={fieldSentence(failure, 'emails') ?? (bad === 0 ? undefined : badSentence)}
      />
      {emails.length > 0 && (
        <section className={styles['found']} aria-label="Emails found">
          <p className={styles['count']} role="status">
            {plural(emails.length, 'email', 'emails')}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long list, too */}
          <ul className={`${scroll['list']} ${styles['emails']}`} tabIndex={0} aria-label="Emails">
            {emails.slice(0, MOST_SHOWN).map((email, i) => {
              const problem = problems.get(email);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: an email may be in the list twice
                <li key={i} data-problem={problem !== undefined || undefined}>
                  <span className={styles['email']} title={email}>
                    {email}
                  </span>
                  {problem !== undefined && (
                    <span className={styles['problem']}>
                      <CircleAlert size={13} aria-hidden />
                      {problem}
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
          {emails.length > MOST_SHOWN && (
            <p className={styles['count']}>and {plural(emails.length - MOST_SHOWN, 'other', 'others')}</p>
          )}
        </section>
      )}
    </>
  );
}
