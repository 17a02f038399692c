// Shows the user that a dialog is about, so the administrator can see that it is the right user.
import { Fragment } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { EmailText } from '../../ui/email-text.tsx';
import { exactTime } from '../../words/time-words.ts';
import { fullName, ROLE_WORDS } from '../../words/user-words.ts';
import styles from './who.module.css';

type Person = OutputOf<'users.get'>;
type Subject = Pick<Person, 'user'> & Partial<Pick<Person, 'phone' | 'lastSignInAt'>>;
type Fact = 'name' | 'email' | 'role' | 'phone' | 'lastSignIn';

const LABELS: Readonly<Record<Fact, string>> = {
  name: 'Name',
  email: 'Email',
  role: 'Role',
  phone: 'Number on file',
  lastSignIn: 'Last sign-in',
};

function factWords({ user, phone, lastSignInAt }: Subject, fact: Fact): string {
  switch (fact) {
    case 'name':
      return fullName(user);
    case 'email':
      return user.email;
    case 'role':
      return ROLE_WORDS[user.role];
    case 'phone':
      return phone || 'None';
    case 'lastSignIn':
      return lastSignInAt == null ? 'Never' : exactTime(lastSignInAt);
  }
}

interface WhoProps {
  readonly person: Subject;
  /** In this order. The name is left out if there is none yet. */
  readonly show: readonly Fact[];
}

export function Who({ person, show }: WhoProps) {
  return (
    <dl className={styles['who']}>
      {show.map((fact) => {
        const words = factWords(person, fact);
        return (
          words !== '' && (
            <Fragment key={fact}>
              <dt>{LABELS[fact]}</dt>
              <dd dir={fact === 'name' ? 'auto' : undefined}>
                {fact === 'email' ? <EmailText email={words} /> : words}
              </dd>
            </Fragment>
          )
        );
      })}
    </dl>
  );
}
