// Help for an administrator with a caller on the line: which number to call back, how to check who it is, and what never counts
// as a check.
import { PhoneCall } from 'lucide-react';
import type { CallBack } from '../../../preload/contract/index.ts';
import { isolate } from '../../words/isolate.ts';
import { exactDay } from '../../words/time-words.ts';
import styles from './help-desk-panel.module.css';

interface HelpDeskPanelProps {
  readonly callBack: CallBack;
  readonly firstName: string;
}

export function HelpDeskPanel({ callBack, firstName }: HelpDeskPanelProps) {
  const { phone, since, contacts } = callBack;
  return (
    <section className={styles['panel']} aria-label="Check who is asking">
      <h3>
        <PhoneCall size={15} aria-hidden />
        Check who is asking
      </h3>
      {phone === '' ? (
        <p>
          There is no number on file for {firstName}. Meet in person, or see them with an ID on video
          {contacts.length > 0 ? ', or call one of these:' : '.'}
        </p>
      ) : (
        <p>
          Hang up, and call <strong className={styles['number']}>{phone}</strong>, the number on file. Never one that
          the caller gives you.
          {since !== null && ` It was entered on ${exactDay(since.at)} by ${isolate(since.by || 'somebody')}.`}
          {contacts.length > 0 && ' Or ask one of these, who know them:'}
        </p>
      )}
      {contacts.length > 0 && (
        <ul className={styles['contacts']}>
          {contacts.map((contact) => (
            <li key={`${contact.name} ${contact.of}`}>
              <span>
                <bdi>{contact.name}</bdi>
                {contact.of !== null && <small dir="auto">{contact.of}</small>}
              </span>
              <span className={styles['phone']}>{contact.phone}</span>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>What to say, and what never counts</summary>
        <ol>
          <li>“I’ll call you back on the number that we have.” Say no more than that.</li>
          <li>Let {firstName} say which phone is gone and since when.</li>
          <li>If anything seems odd, stop and ask a colleague or their point of contact.</li>
        </ol>
        <p>
          Never enough: a date of birth or the last invoice, a number or an email from the caller, a code that somebody
          reads out to you, a voice that you recognise, or a caller in a great hurry.
        </p>
      </details>
    </section>
  );
}
