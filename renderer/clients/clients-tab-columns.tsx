// The columns of the Clients tab.
import type { ClientRow } from '../../preload/contract/index.ts';
import { Chip } from '../ui/chip.tsx';
import { RowMenuButton } from '../ui/table/row-menu-button.tsx';
import type { Column } from '../ui/table/table-columns.ts';
import { CLIENT_STATUS_WORDS } from '../words/client-words.ts';
import { exactDay, exactTime } from '../words/time-words.ts';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './clients-tab.module.css';

export type ClientColumnKey =
  | 'name'
  | 'type'
  | 'status'
  | 'pointOfContact'
  | 'accountingSoftware'
  | 'users'
  | 'addedAt'
  | 'action';

/** The columns that a person can hide. */
export const CLIENT_COLUMN_WORDS = {
  type: 'Type',
  status: 'Status',
  pointOfContact: 'Point of contact',
  accountingSoftware: 'Accounting software',
  users: 'Users',
  addedAt: 'Added on',
} as const;

interface Host {
  /** The row whose menu is open. */
  readonly openMenuOf: number | undefined;
  readonly onMenu: (client: ClientRow, button: HTMLElement) => void;
  readonly onOpen: (client: ClientRow) => void;
}

export function clientColumns({ openMenuOf, onMenu, onOpen }: Host): readonly Column<ClientRow, ClientColumnKey>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      width: 212,
      grows: 3,
      isSortable: true,
      cell: (client) => (
        <button
          type="button"
          data-row-control="open"
          tabIndex={-1}
          className={styles['name']}
          title={client.name}
          dir="auto"
          onClick={() => onOpen(client)}
        >
          {client.name}
        </button>
      ),
    },
    {
      key: 'type',
      label: CLIENT_COLUMN_WORDS.type,
      width: 112,
      isSortable: true,
      cell: (client) => CLIENT_TYPE_WORDS[client.type],
    },
    {
      key: 'status',
      label: CLIENT_COLUMN_WORDS.status,
      width: 112,
      isSortable: true,
      cell: (client) => (
        <Chip
          tone={client.status === 'active' ? 'ok' : 'neutral'}
          text={CLIENT_STATUS_WORDS[client.status]}
          title={client.terminatedAt === null ? undefined : `Terminated on ${exactTime(client.terminatedAt)}`}
        />
      ),
    },
    {
      key: 'pointOfContact',
      label: CLIENT_COLUMN_WORDS.pointOfContact,
      width: 152,
      grows: 2,
      givesWay: 2,
      isSortable: true,
      cell: (client) =>
        client.pointOfContact === null ? (
          <span className={styles['none']}>None yet</span>
        ) : (
          <span dir="auto" title={client.pointOfContact}>
            {client.pointOfContact}
          </span>
        ),
    },
    {
      key: 'accountingSoftware',
      label: CLIENT_COLUMN_WORDS.accountingSoftware,
      width: 152,
      grows: 1,
      givesWay: 1,
      isSortable: true,
      cell: (client) => (
        <span dir="auto" title={client.accountingSoftware}>
          {client.accountingSoftware}
        </span>
      ),
    },
    {
      key: 'users',
      label: CLIENT_COLUMN_WORDS.users,
      width: 80,
      align: 'end',
      isSortable: true,
      cell: (client) => client.userCount.toLocaleString('en-GB'),
    },
    {
      key: 'addedAt',
      label: CLIENT_COLUMN_WORDS.addedAt,
      width: 116,
      align: 'end',
      givesWay: 3,
      isSortable: true,
      cell: (client) => <span title={exactTime(client.addedAt)}>{exactDay(client.addedAt)}</span>,
    },
    {
      key: 'action',
      label: 'Action',
      width: 72,
      align: 'end',
      isFixed: true,
      cell: (client) => (
        <RowMenuButton
          rowName={client.name}
          isOpen={openMenuOf === client.id}
          onOpen={(button) => onMenu(client, button)}
        />
      ),
    },
  ];
}
