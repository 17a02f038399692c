// Clients to give to a person or take away: search, then pick. What was picked stays picked whatever is searched next.
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request, subscribe, toFailure } from '../bridge.ts';
import field from '../ui/field.module.css';
import { PickList } from '../ui/pick-list.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import { usePages } from '../ui/table/use-pages.ts';
import { plural } from '../words/user-words.ts';
import styles from './client-picker.module.css';
import { FailureBanner } from './failure-banner.tsx';

type Row = OutputOf<'clients.listForAccess'>['rows'][number];

/** The difference to what the person has now: ids with names. */
export interface ClientChoice {
  readonly added: ReadonlyMap<number, string>;
  readonly removed: ReadonlyMap<number, string>;
}

export const NO_CHOICE: ClientChoice = { added: new Map(), removed: new Map() };

interface ClientPickerProps {
  /** Null: a new person, who has none. */
  readonly userId: number | null;
  /** How many the person has now. */
  readonly has: number;
  readonly choice: ClientChoice;
  readonly onChoice: (choice: ClientChoice) => void;
  readonly problem?: string | undefined;
}

export function ClientPicker({ userId, has, choice, onChoice, problem }: ClientPickerProps) {
  const id = useId();
  const [search, setSearch] = useState('');
  const list = useRef<HTMLDivElement>(null);
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
  const enterList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus();
  };
  const chosen = has + choice.added.size - choice.removed.size;
  const changes = [...choice.added.values(), ...[...choice.removed.values()].map((name) => `not ${name}`)];
  return (
    <div className={styles['picker']}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only leads from the search box into the list */}
      <div className={styles['search']} onKeyDown={enterList}>
        <SearchBox label="Search clients" value={search} onText={setSearch} />
        <span className={styles['count']} role="status">
          {chosen === 0 ? 'None chosen' : `${plural(chosen, 'client', 'clients')} chosen`}
        </span>
      </div>
      {pages.error !== undefined && <FailureBanner failure={toFailure(pages.error)} />}
      <PickList
        ref={list}
        label="Clients"
        count={pages.total}
        rowAt={pages.rowAt}
        isPicked={(row) => (row.isMember ? !choice.removed.has(row.id) : choice.added.has(row.id))}
        onToggle={toggle}
        onView={show}
        empty={search === '' ? 'There are no clients yet.' : `No client has “${search}” in its name.`}
        describedBy={problem === undefined ? undefined : `${id}-problem`}
      />
      {changes.length > 0 && (
        <p className={styles['changes']} title={changes.join(', ')}>
          {changes.join(', ')}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={field['problem']} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
