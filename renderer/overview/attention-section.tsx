// What asks for somebody to act: the numbers of the line above Users, and those that it has no room for.
import { ATTENTION_LIST_WORDS } from '../words/attention-words.ts';
import { PeopleFigure } from './figure.tsx';
import styles from './overview.module.css';
import { type OverviewFigures, OverviewSection } from './overview-section.tsx';

interface AttentionSectionProps {
  readonly attention: OverviewFigures['attention'];
  readonly isPaper: boolean;
  /** No other section stands beside it. */
  readonly isWide: boolean;
}

export function AttentionSection({ attention, isPaper, isWide }: AttentionSectionProps) {
  return (
    <OverviewSection title="People who need attention" isWide={isWide}>
      <dl className={styles['list']}>
        {attention.map(({ list, ...people }) => {
          const { label, title } = ATTENTION_LIST_WORDS[list];
          return (
            <div key={list} title={title}>
              <dt>{label}</dt>
              <dd>
                <PeopleFigure people={people} of={label} isPaper={isPaper} />
              </dd>
            </div>
          );
        })}
      </dl>
    </OverviewSection>
  );
}
