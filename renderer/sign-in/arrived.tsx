// The check at the end of a move, on the first sign-in page of the new computer: what arrived, and whether all of it opens.
import type { Screen } from '../../preload/contract/index.ts';
import { Banner } from '../ui/banner.tsx';
import { arrivedSentences } from '../words/move-words.ts';
import styles from './moved.module.css';

type Arrival = NonNullable<Extract<Screen, { name: 'sign_in' }>['arrival']>;

export function Arrived({ arrival }: { readonly arrival: Arrival }) {
  const { good, bad } = arrivedSentences(arrival);
  return (
    <section className={styles['arrived']} aria-labelledby="arrived">
      <h2 id="arrived">The firm has arrived on this computer</h2>
      <ul>
        {good.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {bad.map((sentence) => (
        <Banner key={sentence} tone="attention">
          {sentence}
        </Banner>
      ))}
    </section>
  );
}
