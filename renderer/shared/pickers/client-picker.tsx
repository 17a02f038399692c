// Picks clients to give to a user or to take away.
import { useCallback, useEffect, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request, subscribe, toFailure } from '../../bridge.ts';
import { usePages } from '../../ui/table/use-pages.ts';
import { plural } from '../../words/user-words.ts';
import styles from './client-picker.module.css';
import { SearchPickList } from './search-pick-list.tsx';

type Row = OutputOf<'clients.listForAccess'>['rows'][number];

/** The difference to the clients that the user has now: ids with names. */
export interface ClientChoice {
  readonly added: ReadonlyMap<number, string>;
  readonly removed: ReadonlyMap<number, string>;
}

export const NO_CHOICE: ClientChoice = { added: new Map(), removed: new Map() };

interface ClientPickerProps {
  /** Null for a new user, who has none. */
  readonly userId: number | null;
  /** How many the user has now. */
  readonly has: number;
  readonly choice: ClientChoice;
  readonly onChoice: (choice: ClientChoice) => void;
  readonly problem?: string | undefined;
}

export function ClientPicker({ userId, has, choice, onChoice, problem }: ClientPickerProps) {
  const [search, setSearch] = useState('');
  const pages = usePages<Row>(
    useCallback(
      (offset, limit) => request('clients.listForAccess', { userId, search, offset, limit }),
      [userId, search],
    ),
  );
  const { reload, show } = pages;
  useEffect(() => subscribe('directory.changed', reload), [reload]);

  const toggle = (row: Row) => {
    const added = new Map(choice.added);
    const removed = new Map(choice.removed);
    const changed = row.isMember ? removed : added;
    if (!changed.delete(row.id)) changed.set(row.id, row.name);
    onChoice({ added, removed });
  };
  const chosen = has + choice.added.size - choice.removed.size;
  const changes = [...choice.added.values(), ...[...choice.removed.values()].map((name) => `not ${name}`)];
  return (
    <div className={styles['picker']}>
      <SearchPickList
        searchLabel="Search clients"
        search={search}
        onSearch={setSearch}
        pickedWords={chosen === 0 ? 'None chosen' : `${plural(chosen, 'client', 'clients')} chosen`}
        picked={changes}
        failure={pages.error === undefined ? undefined : toFailure(pages.error)}
        problem={problem}
        label="Clients"
        count={pages.total}
        rowAt={pages.rowAt}
        isPicked={(row) => (row.isMember ? !choice.removed.has(row.id) : choice.added.has(row.id))}
        onToggle={toggle}
        onView={show}
        empty={search === '' ? 'There is no active client.' : `No client has “${search}” in its name.`}
      />
    </div>
  );
}
