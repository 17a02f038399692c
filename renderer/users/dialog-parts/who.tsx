// The person that a dialog is about, in facts: the administrator sees before acting that it is the right one.
import { Fragment } from 'react';
import { EmailText } from '../../ui/email-text.tsx';
import styles from './who.module.css';

export function Who({ facts }: { readonly facts: readonly (readonly [label: string, fact: string])[] }) {
  return (
    <dl className={styles['who']}>
      {facts.map(([label, fact]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{fact.includes('@') ? <EmailText email={fact} /> : fact}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
