// The Clients tab of the Global view: the clients that the role may open.
import { useCallback, useState } from 'react';
import type { ClientRow } from '../../preload/contract.ts';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { FailureBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { type Column, DataTable, moveBetweenRows } from '../ui/data-table.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import toolbar from '../ui/toolbar.module.css';
import { usePages } from '../ui/use-pages.ts';
import { exactDay } from '../words/time-words.ts';
import { CLIENT_TYPE_WORDS, plural } from '../words/user-words.ts';
import styles from './clients-tab.module.css';

export function ClientsTab() {
  const enterClient = useWindow((state) => state.enterClient);
  const [search, setSearch] = useState('');
  const pages = usePages(useCallback((offset, limit) => request('clients.list', { search, offset, limit }), [search]));
  const columns: readonly Column<ClientRow, string>[] = [
    {
      key: 'name',
      label: 'Name',
      width: 'auto',
      cell: (client) => (
        <button
          type="button"
          data-row-button
          className={styles['name']}
          title={client.name}
          onKeyDown={moveBetweenRows}
          onClick={() => enterClient(client)}
        >
          {client.name}
        </button>
      ),
    },
    { key: 'type', label: 'Type', width: '110px', cell: (client) => CLIENT_TYPE_WORDS[client.type] },
    {
      key: 'status',
      label: 'Status',
      width: '106px',
      cell: (client) => (client.status === 'active' ? <Chip tone="ok" text="Active" /> : <Chip tone="neutral" text="Terminated" />),
    },
    {
      key: 'contact',
      label: 'Point of contact',
      width: '19%',
      givesWay: 2,
      cell: (client) => <span title={client.pointOfContact ?? undefined}>{client.pointOfContact ?? 'None yet'}</span>,
    },
    { key: 'software', label: 'Accounting software', width: '16%', givesWay: 1, cell: (client) => client.accountingSoftware },
    { key: 'users', label: 'Users', width: '72px', align: 'end', cell: (client) => client.userCount.toLocaleString() },
    { key: 'added', label: 'Added on', width: '112px', align: 'end', givesWay: 3, cell: (client) => exactDay(client.addedAt) },
  ];
  return (
    <>
      <div className={toolbar['toolbar']}>
        <SearchBox label="Search clients" value={search} onText={setSearch} />
        <span className={toolbar['count']} role="status">
          {pages.total === undefined ? '' : plural(pages.total, 'client', 'clients')}
        </span>
      </div>
      {pages.failure !== undefined && (
        <div className={toolbar['failure']}>
          <FailureBanner failure={pages.failure} />
        </div>
      )}
      <DataTable
        label="Clients"
        columns={columns}
        pages={pages}
        rowKey={(client) => client.id}
        empty={
          search === '' ? (
            <p>There are no clients yet.</p>
          ) : (
            <>
              <p>No client is called “{search}”.</p>
              <Button onClick={() => setSearch('')}>Clear the search</Button>
            </>
          )
        }
      />
    </>
  );
}
