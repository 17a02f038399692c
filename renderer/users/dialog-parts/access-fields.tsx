// Which clients a person works for: the firm's own people by all or some, a client's people by name.

import type { AccessInput, Failure } from '../../../preload/contract/index.ts';
import { type ClientChoice, ClientPicker } from '../../shared/client-picker.tsx';
import { CheckField, ChoiceField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import styles from './access-fields.module.css';

/** Empty until chosen. */
export type Scope = AccessInput['scope'] | '';

export interface AccessAnswers {
  readonly scope: Scope;
  readonly joinsNewClients: boolean;
  readonly choice: ClientChoice;
}

const SCOPES = [
  { value: 'all', label: 'All clients', hint: 'Now and in future.' },
  { value: 'all_current', label: 'All current clients', hint: 'Every active client of today.' },
  { value: 'specific', label: 'Specific clients', hint: 'Those that you choose.' },
] as const;

/** For somebody who works for some clients: only those can be handed on. */
const OWN_SCOPES = [{ ...SCOPES[1], hint: 'Every active client that you see.' }, SCOPES[2]];

export const toAccessInput = ({ scope, joinsNewClients, choice }: AccessAnswers, isPartner: boolean): AccessInput => ({
  scope: isPartner && scope !== '' ? scope : 'specific',
  add: isPartner && scope !== 'specific' ? [] : [...choice.added.keys()],
  remove: isPartner && scope !== 'specific' ? [] : [...choice.removed.keys()],
  joinsNewClients: isPartner && scope !== 'all' && joinsNewClients,
});

/** What is wrong with the choice as a whole, or with how many were chosen. */
export const accessSentence = (failure: Failure | undefined): string | undefined =>
  ['access', 'access.add', 'access.remove']
    .map((field) => fieldSentence(failure, field))
    .find((sentence) => sentence !== undefined);

interface AccessFieldsProps {
  /** Null: a new person. */
  readonly userId: number | null;
  /** How many clients the person has by name now. */
  readonly has: number;
  readonly isPartner: boolean;
  readonly mayGiveAll: boolean;
  readonly answers: AccessAnswers;
  readonly onAnswers: (answers: AccessAnswers) => void;
  readonly problem: string | undefined;
}

export function AccessFields({ userId, has, isPartner, mayGiveAll, answers, onAnswers, problem }: AccessFieldsProps) {
  const set = (change: Partial<AccessAnswers>) => onAnswers({ ...answers, ...change });
  return (
    <div className={styles['access']}>
      {isPartner ? (
        <ChoiceField
          label="Client access"
          value={answers.scope}
          options={mayGiveAll || answers.scope === 'all' ? SCOPES : OWN_SCOPES}
          onChoose={(scope) => set({ scope })}
          problem={answers.scope === 'specific' ? undefined : problem}
        />
      ) : (
        <h3 className={styles['title']}>Client access</h3>
      )}
      {(!isPartner || answers.scope === 'specific') && (
        <ClientPicker
          userId={userId}
          has={has}
          choice={answers.choice}
          onChoice={(choice) => set({ choice })}
          problem={problem}
        />
      )}
      {isPartner && answers.scope !== '' && answers.scope !== 'all' && mayGiveAll && (
        <CheckField
          label="And clients that are added later"
          isChecked={answers.joinsNewClients}
          onCheck={(joinsNewClients) => set({ joinsNewClients })}
        />
      )}
    </div>
  );
}
