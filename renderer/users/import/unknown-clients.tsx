// Clients that the file names and that are not there. The person may have the import make them.
import { useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import styles from '../../shared/import/import.module.css';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields/field.tsx';
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
  const [type, setType] = useState<NonNullable<MakeClients>>(makeClients ?? 'company');
  const { unknownClients, unknownCount } = plan;
  if (unknownCount === 0) return null;
  const names = unknownClients.slice(0, NAMES_SHOWN).map((name) => `“${name}”`);
  const more = unknownCount - names.length;
  const listed = more > 0 ? `${names.join(', ')} and ${plural(more, 'other', 'others')}` : names.join(', ');
  if (makeClients !== null)
    return (
      <Banner tone="info">
        {plural(unknownCount, 'client', 'clients')} will be made first, as {CLIENT_TYPE_WORDS[makeClients]}: {listed}.{' '}
        <Button isBusy={isPlanning} onClick={() => onMakeClients(null)}>
          Do not make them
        </Button>
      </Banner>
    );
  return (
    <Banner tone="attention">
      <p>
        {plural(unknownCount, 'client is', 'clients are')} not there: {listed}. Correct the names in the file, or make
        these clients with the import.
      </p>
      <div className={styles['make']}>
        <SelectField label="Make them as" value={type} options={CLIENT_TYPE_OPTIONS} onChoose={setType} />
        <Button isBusy={isPlanning} onClick={() => onMakeClients(type)}>
          Make {unknownCount === 1 ? 'this client' : `these ${unknownCount.toLocaleString('en-GB')} clients`}
        </Button>
      </div>
    </Banner>
  );
}
