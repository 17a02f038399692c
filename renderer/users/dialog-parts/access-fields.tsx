// Which clients a user works for. The firm's own people have all or some of them, a client's people have them by name.
import type { AccessInput, Failure } from '../../../preload/contract/index.ts';
import { type ClientChoice, ClientPicker } from '../../shared/pickers/client-picker.tsx';
import { useAppStore } from '../../state.ts';
import { CheckField, ChoiceField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import styles from './access-fields.module.css';

/** Empty until the administrator chooses. */
type Scope = AccessInput['scope'] | '';

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

/** An actor who works for some clients can give access to those only. */
const OWN_SCOPES = [{ ...SCOPES[1], hint: 'Every active client that you see.' }, SCOPES[2]];

export const toAccessInput = ({ scope, joinsNewClients, choice }: AccessAnswers, isPartner: boolean): AccessInput => ({
  scope: isPartner && scope !== '' ? scope : 'specific',
  add: isPartner && scope !== 'specific' ? [] : [...choice.added.keys()],
  remove: isPartner && scope !== 'specific' ? [] : [...choice.removed.keys()],
  joinsNewClients: isPartner && scope !== 'all' && joinsNewClients,
});

/** The first problem of the choice as a whole, or of how many were chosen. */
export const accessSentence = (failure: Failure | undefined): string | undefined =>
  ['access', 'access.add', 'access.remove']
    .map((field) => fieldSentence(failure, field))
    .find((sentence) => sentence !== undefined);

interface AccessFieldsProps {
  /** Null for a new user. */
  readonly userId: number | null;
  /** How many clients the user has by name now. */
  readonly has: number;
  readonly isPartner: boolean;
  readonly answers: AccessAnswers;
  readonly onAnswers: (answers: AccessAnswers) => void;
  readonly problem: string | undefined;
}

export function AccessFields({ userId, has, isPartner, answers, onAnswers, problem }: AccessFieldsProps) {
  const mayGiveAll = useAppStore((state) => state.signedIn?.may.giveAllClients) ?? false;
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
