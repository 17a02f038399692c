// Clients that the file names and that are not there. The person may have the import make them, all or some.
import { useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import styles from '../../shared/import/import.module.css';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField } from '../../ui/fields/field.tsx';
import { CLIENT_TYPE_OPTIONS } from '../../words/client-words.ts';
import { CLIENT_TYPE_WORDS, plural } from '../../words/user-words.ts';

export type MakeClients = InputOf<'imports.plan'>['makeClients'];

interface UnknownClientsProps {
  readonly plan: OutputOf<'imports.plan'>;
  readonly makeClients: MakeClients;
  /** Makes another dry run. */
  readonly onMakeClients: (makeClients: MakeClients) => void;
  readonly isPlanning: boolean;
}

const NAMES_SHOWN = 8;

export function UnknownClients({ plan, makeClients, onMakeClients, isPlanning }: UnknownClientsProps) {
  const [type, setType] = useState<NonNullable<MakeClients>['type']>(makeClients?.type ?? 'company');
  const [except, setExcept] = useState<readonly string[]>([]);
  const { unknownClients, unknownCount } = plan;
  if (makeClients !== null)
    return (
      <Banner tone="info">
        {unknownCount === 0
          ? 'No client will be made. '
          : `${plural(unknownCount, 'client', 'clients')} will be made first, as ${CLIENT_TYPE_WORDS[makeClients.type]}: ${listed(plan)}. `}
        <Button isBusy={isPlanning} onClick={() => onMakeClients(null)}>
          Choose again
        </Button>
      </Banner>
    );
  if (unknownCount === 0) return null;
  const made = unknownCount - except.length;
  const more = unknownCount - unknownClients.length;
  return (
    <Banner tone="attention">
      <p>
        {plural(unknownCount, 'client is', 'clients are')} not there. Correct the names in the file, or make these
        clients with the import. Rows with a client that is not made are refused.
      </p>
      <fieldset className={styles['unknown']}>
        <legend className="visually-hidden">Clients to make</legend>
        {unknownClients.map((name) => (
          <CheckField
            key={name}
            label={<bdi>{name}</bdi>}
            isChecked={!except.includes(name)}
            onCheck={(isChecked) =>
              setExcept((now) => (isChecked ? now.filter((other) => other !== name) : [...now, name]))
            }
          />
        ))}
      </fieldset>
      {more > 0 && <p>And {plural(more, 'other', 'others')}, which are made too.</p>}
      <div className={styles['make']}>
        <SelectField label="Make them as" value={type} options={CLIENT_TYPE_OPTIONS} onChoose={setType} />
        <Button isBusy={isPlanning} disabled={made === 0} onClick={() => onMakeClients({ type, except: [...except] })}>
          Make {plural(made, 'client', 'clients')}
        </Button>
      </div>
    </Banner>
  );
}

function listed({ unknownClients, unknownCount }: UnknownClientsProps['plan']): string {
  const names = unknownClients.slice(0, NAMES_SHOWN).map((name) => `“${name}”`);
  const more = unknownCount - names.length;
  return more > 0 ? `${names.join(', ')} and ${plural(more, 'other', 'others')}` : names.join(', ');
}
