// Import clients: as Import people, with the names as what clients are known by.
import { type RefObject, useState } from 'react';
import type { ClientFact, ClientField, InputOf, OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import styles from '../shared/import/import.module.css';
import { ImportDialog } from '../shared/import/import-dialog.tsx';
import { columnsOf, MatchTable } from '../shared/import/match-table.tsx';
import { UpdateChoice } from '../shared/import/update-choice.tsx';
import { useImport } from '../shared/import/use-import.ts';
import { SelectField } from '../ui/fields/field.tsx';
import { CLIENT_TYPE_OPTIONS } from '../words/client-words.ts';
import { CLIENT_FIELD_WORDS, countClients, IMPORTED_FACT_WORDS } from '../words/import-words.ts';
import { keysOf } from '../words/keys-of.ts';

interface Matching {
  readonly columns: readonly (ClientField | null)[];
  readonly update: readonly ClientFact[];
  /** Of new clients whose row names none. */
  readonly type: NonNullable<InputOf<'imports.planClients'>['type']> | 'none';
}

const NO_MATCHING: Matching = { columns: [], update: [], type: 'none' };

interface ImportClientsDialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ImportClientsDialog({ returnTo, onClose }: ImportClientsDialogProps) {
  const [matching, setMatching] = useState(NO_MATCHING);
  const run = useImport<OutputOf<'imports.planClients'>, null>(
    'clients',
    null,
    (table) => setMatching({ ...NO_MATCHING, columns: columnsOf(table, CLIENT_FIELD_WORDS) }),
    ({ importId, headRow }) =>
      request('imports.planClients', {
        importId,
        headRow: headRow ?? 0,
        columns: [...matching.columns],
        update: [...matching.update],
        type: matching.type === 'none' ? null : matching.type,
      }),
  );
  return (
    <ImportDialog
      title="Import clients"
      returnTo={returnTo}
      run={run}
      choice={null}
      counted={countClients}
      what="Client"
      none="No client was imported."
      noteHint="For the record: which clients these are, and why they are imported."
      match={
        run.table && (
          <MatchTable
            table={run.table}
            run={run}
            words={CLIENT_FIELD_WORDS}
            columns={matching.columns}
            onColumns={(columns) => setMatching({ ...matching, columns })}
            failure={run.planning.failure}
          >
            <div className={styles['pair']}>
              <SelectField
                label="Type of clients whose row names none"
                isOptional
                value={matching.type}
                options={[{ value: 'none' as const, label: 'None: such rows are refused' }, ...CLIENT_TYPE_OPTIONS]}
                onChoose={(type) => setMatching({ ...matching, type })}
              />
              <UpdateChoice
                legend="Of clients that are there, update"
                found={keysOf(IMPORTED_FACT_WORDS).filter((fact) => matching.columns.includes(fact))}
                words={IMPORTED_FACT_WORDS}
                chosen={matching.update}
                onChosen={(update) => setMatching({ ...matching, update })}
                hint="They are found by their name. What you do not tick stays as it is, and an empty cell changes nothing."
                noneFound="No column holds anything to update. Clients that are there are skipped."
              />
            </div>
          </MatchTable>
        )
      }
      onClose={onClose}
      onDone={onClose}
    />
  );
}
