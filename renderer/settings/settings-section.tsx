// One section of the settings, and what its fields have in common.
import { type ReactNode, useId } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import page from '../ui/page.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import type { TypedSettings } from './typed-settings.ts';

export interface SectionProps {
  readonly typed: TypedSettings;
  readonly onChange: (change: Partial<TypedSettings>) => void;
  readonly failure: Failure | undefined;
}

type TextKey =
  | 'firmName'
  | 'firmPhone'
  | 'signInPlace'
  | 'lifetime'
  | 'maxFailures'
  | 'tieDays'
  | 'backupDays'
  | 'idleLockMinutes'
  | 'workFrom'
  | 'workUntil';

/**
 * The props of a text field.
 * @param setting the field's name in main, if it is another one.
 */
export const textProps = ({ typed, onChange, failure }: SectionProps, key: TextKey, setting: string = key) => ({
  autoComplete: 'off',
  value: typed[key],
  onText: (text: string) => onChange({ [key]: text }),
  problem: fieldSentence(failure, `settings.${setting}`),
});

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className={page['section']} aria-labelledby={id}>
      <h2 id={id} className={page['sectionTitle']}>
        {title}
      </h2>
      {children}
    </section>
  );
}
