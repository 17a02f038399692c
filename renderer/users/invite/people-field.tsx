// The field for the people to invite. Below it stands what was understood, before anything happens: each person, with a
// cross to take them out, and what of the text was left out.
import type { RefObject } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import type { PeopleInText, PersonInText } from '../../../preload/people-text/read-people.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextAreaField } from '../../ui/fields/field.tsx';
import { Live } from '../../ui/live.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { plural } from '../../words/user-words.ts';
import { FoundPeople } from './found-people.tsx';
import { LeftOutList } from './left-out-list.tsx';
import styles from './people-field.module.css';

interface PeopleFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly people: readonly PersonInText[];
  readonly leftOut: PeopleInText['leftOut'];
  /** The emails of people in the text who were taken out. */
  readonly takenOut: readonly string[];
  readonly onTakeOut: (emails: readonly string[]) => void;
  readonly onPutBack: () => void;
  /** The people that `failure` is about, in the order in which they were sent. */
  readonly sent: readonly PersonInText[];
  readonly failure: Failure | undefined;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

export function PeopleField({
  text,
  onText,
  people,
  leftOut,
  takenOut,
  onTakeOut,
  onPutBack,
  sent,
  failure,
  inputRef,
}: PeopleFieldProps) {
  const problems = problemsOf(failure, sent);
  const refused = people.filter(({ email }) => problems.has(email)).map(({ email }) => email);
  return (
    <>
      <TextAreaField
        label="People"
        inputRef={inputRef}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        hint="Emails, with names and phone numbers if you have them: one person on each line, rows of a spreadsheet, or a list from a mail program. Up to 100 at once."
        value={text}
        onText={onText}
        problem={fieldSentence(failure, 'people')}
      />
      <Live isUrgent cause={refused.length === 0 ? undefined : failure}>
        {refused.length > 0 && (
          <Banner tone="danger">
            <p>
              {plural(refused.length, 'person cannot be invited', 'people cannot be invited')}. The reasons are below.
              Nobody was invited yet.
            </p>
            <Button className={styles['leaveOut']} onClick={() => onTakeOut(refused)}>
              {refused.length === 1
                ? 'Leave this person out'
                : `Leave these ${refused.length.toLocaleString('en-GB')} out`}
            </Button>
          </Banner>
        )}
      </Live>
      <p className={styles['count']} role="status">
        {text.trim() === '' ? '' : summaryOf(people.length, leftOut.length)}
        {takenOut.length > 0 && ` ${plural(takenOut.length, 'was', 'were')} taken out.`}
      </p>
      {takenOut.length > 0 && (
        <Button tone="quiet" className={styles['putBack']} title={takenOut.join(', ')} onClick={onPutBack}>
          Put back
        </Button>
      )}
      <FoundPeople people={people} problems={problems} onTakeOut={(email) => onTakeOut([email])} inputRef={inputRef} />
      <LeftOutList leftOut={leftOut} />
    </>
  );
}

const FIELDS = ['email', 'firstName', 'lastName', 'phone'] as const;

function problemsOf(failure: Failure | undefined, sent: readonly PersonInText[]): ReadonlyMap<string, string> {
  return new Map(
    sent.flatMap(({ email }, i) => {
      const problem = FIELDS.map((field) => fieldSentence(failure, `people.${i}.${field}`)).find(Boolean);
      return problem === undefined ? [] : [[email, problem] as const];
    }),
  );
}

function summaryOf(people: number, leftOut: number): string {
  const found = people === 0 ? 'No email found.' : `${plural(people, 'person', 'people')} found.`;
  return leftOut === 0 ? found : `${found} ${plural(leftOut, 'entry is', 'entries are')} left out, see below.`;
}
