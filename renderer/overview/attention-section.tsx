// What asks for somebody to act: the numbers of the line above Users, and those that it has no room for.
import { ATTENTION_LIST_WORDS } from '../words/attention-words.ts';
import { PeopleFigure } from './figure.tsx';
import styles from './overview.module.css';
import { type OverviewFigures, OverviewSection } from './overview-section.tsx';

interface AttentionSectionProps {
  readonly attention: OverviewFigures['attention'];
  readonly isPaper: boolean;
}

export function AttentionSection({ attention, isPaper }: AttentionSectionProps) {
  return (
    <OverviewSection title="People who need attention">
      <dl className={`${styles['list']} ${styles['two']}`}>
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
