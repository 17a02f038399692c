// The people who were found in pasted text: name, email, phone, what is wrong, and a cross to take one out.
import { CircleAlert, TriangleAlert, X } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import type { PersonInText } from '../../../preload/people-text/read-people.ts';
import { mixedScriptsSentence } from '../../words/look-alike.ts';
import { fullName, nameOrEmail, plural } from '../../words/user-words.ts';
import scroll from '../dialog-parts/scroll-list.module.css';
import styles from './people-field.module.css';

/** One more than can be invited at once. */
const MOST_SHOWN = 101;

interface FoundPeopleProps {
  readonly people: readonly PersonInText[];
  /** By email. */
  readonly problems: ReadonlyMap<string, string>;
  readonly onTakeOut: (email: string) => void;
  /** Takes the focus when the last person is taken out. */
  readonly inputRef: RefObject<HTMLElement | null>;
}

export function FoundPeople({ people, problems, onTakeOut, inputRef }: FoundPeopleProps) {
  const list = useRef<HTMLUListElement>(null);
  if (people.length === 0) return null;
  const takeOut = (index: number, email: string) => {
    // The focus moves to the next cross before this one goes away.
    const crosses = [...(list.current?.querySelectorAll('button') ?? [])];
    (crosses[index + 1] ?? crosses[index - 1] ?? inputRef.current)?.focus();
    onTakeOut(email);
  };
  return (
    <>
      <ul ref={list} className={`${scroll['list']} ${styles['people']}`} aria-label="People found">
        {people.slice(0, MOST_SHOWN).map((person, index) => (
          <Row
            key={person.email}
            person={person}
            problem={problems.get(person.email)}
            onTakeOut={() => takeOut(index, person.email)}
          />
        ))}
      </ul>
      {people.length > MOST_SHOWN && (
        <p className={styles['count']}>and {plural(people.length - MOST_SHOWN, 'other', 'others')}</p>
      )}
    </>
  );
}

interface RowProps {
  readonly person: PersonInText;
  readonly problem: string | undefined;
  readonly onTakeOut: () => void;
}

function Row({ person, problem, onTakeOut }: RowProps) {
  const { email, phone } = person;
  const warning = mixedScriptsSentence(person);
  const name = fullName(person);
  return (
    <li data-problem={problem !== undefined || undefined}>
      <div className={styles['person']}>
        {name !== '' && (
          <strong className={styles['line']} title={name}>
            <bdi>{name}</bdi>
          </strong>
        )}
        <span className={styles['line']} title={email}>
          {email}
        </span>
        {phone !== '' && <span className={styles['line']}>{phone}</span>}
        {problem !== undefined && (
          <span className={styles['problem']}>
            <CircleAlert size={13} aria-hidden />
            {problem}
          </span>
        )}
        {warning !== undefined && (
          <span className={styles['warning']}>
            <TriangleAlert size={13} aria-hidden />
            {warning}
          </span>
        )}
      </div>
      <button
        type="button"
        className={styles['takeOut']}
        aria-label={`Take out ${nameOrEmail(person)}`}
        onClick={onTakeOut}
      >
        <X size={15} aria-hidden />
      </button>
    </li>
  );
}
