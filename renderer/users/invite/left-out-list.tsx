// What stands in pasted text and becomes nobody, each with why. Nothing that was pasted vanishes unseen.
import type { LeftOut } from '../../../preload/people-text/read-people.ts';
import { plural } from '../../words/user-words.ts';
import scroll from '../dialog-parts/scroll-list.module.css';
import styles from './people-field.module.css';

const MOST_SHOWN = 100;

const WHY: Readonly<Record<LeftOut['why'], string>> = {
  not_an_email: 'Not a valid email',
  no_email: 'No email with it',
  email_in_a_name: 'Stands as the name of another email',
  heading: 'Headings of the columns',
  not_used: 'Not needed to invite somebody',
};

export function LeftOutList({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null;
  return (
    <section aria-label="Left out">
      <p className={styles['count']}>Left out</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long list, too */}
      <ul className={`${scroll['list']} ${styles['leftOut']}`} tabIndex={0} aria-label="Left out">
        {leftOut.slice(0, MOST_SHOWN).map(({ text, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand in the text twice
          <li key={index}>
            <span className={styles['line']} title={text}>
              <bdi>{text}</bdi>
            </span>
            <small>{WHY[why]}</small>
          </li>
        ))}
      </ul>
      {leftOut.length > MOST_SHOWN && (
        <p className={styles['count']}>and {plural(leftOut.length - MOST_SHOWN, 'other', 'others')}</p>
      )}
    </section>
  );
}
