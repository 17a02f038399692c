// All clients in memory: searches, filters and sorts them, also by values of other tables. SQLite stays the only truth:
// the index is loaded from it in pieces when it is first needed, and reads changed clients again before its next
// answer.
import { CLIENT_STATUSES, CLIENT_TYPES, type ClientStatus, type ClientType } from '../../domain/client.ts';
import { toSearchText } from '../../domain/search-text.ts';
import { type ClientId, isPartnerRole, type Role, type UserId } from '../../domain/user.ts';
import type { Reader, Row, Storage } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface IndexedClient {
  readonly id: ClientId;
  readonly name: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly accountingSoftware: string;
  readonly addedAt: number;
  readonly terminatedAt: number | null;
  readonly version: number;
  /** The name in its form for searching and sorting. */
  readonly key: string;
  readonly softwareKey: string;
  readonly contact: { readonly name: string; readonly role: Role; readonly key: string } | undefined;
}

export type ClientSortColumn = 'name' | 'type' | 'status' | 'pointOfContact' | 'accountingSoftware' | 'addedAt';

const CLIENTS_PER_PIECE = 1000;
/** After so many changes, loading everything is faster than reading the changed clients one by one. */
const MANY_CHANGES = 2000;

const CLIENT_COLUMNS = `c.id, c.name, c.search_text, c.type, c.status, c.accounting_software, c.added_at,
  c.terminated_at, c.version, u.role AS contact_role,
  coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email) AS contact_name`;
const CLIENTS = 'clients c LEFT JOIN users u ON u.id = c.point_of_contact_id';

function toIndexedClient(row: Row): IndexedClient {
  const contactRole = textOrNull(row, 'contact_role');
  const contactName = contactRole === null ? '' : text(row, 'contact_name');
  return {
    id: integer(row, 'id') as ClientId,
    name: text(row, 'name'),
    type: text(row, 'type') as ClientType,
    status: text(row, 'status') as ClientStatus,
    accountingSoftware: text(row, 'accounting_software'),
    addedAt: integer(row, 'added_at'),
    terminatedAt: integerOrNull(row, 'terminated_at'),
    version: integer(row, 'version'),
    key: text(row, 'search_text'),
    softwareKey: toSearchText(text(row, 'accounting_software')),
    contact:
      contactRole === null
        ? undefined
        : { name: contactName, role: contactRole as Role, key: toSearchText(contactName) },
  };
}

/** Client roles see a contact who is one of the client's own people, and no contact who is one of the firm's. */
export function contactFor(actor: Role, client: IndexedClient): IndexedClient['contact'] {
  return client.contact !== undefined && (isPartnerRole(actor) || !isPartnerRole(client.contact.role))
    ? client.contact
    : undefined;
}

export class ClientIndex {
  readonly #storage: Storage;
  readonly #clients = new Map<number, IndexedClient>();
  #isLoaded = false;
  #loading: Promise<void> | undefined;
  readonly #changedClients = new Set<number>();
  readonly #changedUsers = new Set<number>();
  /** Cleared with every change. */
  readonly #orders = new Map<string, readonly IndexedClient[]>();

  constructor(storage: Storage) {
    this.#storage = storage;
    storage.onChange(({ users, clients }) => {
      for (const id of clients) this.#changedClients.add(id);
      for (const id of users) this.#changedUsers.add(id);
    });
  }

  /**
   * Brings the index up to the last commit. False where that takes longer than one turn of the event loop: see
   * `catchUp`.
   */
  isCurrent(): boolean {
    if (!this.#isLoaded) return false;
    if (this.#changedUsers.size > MANY_CHANGES || this.#changedClients.size > MANY_CHANGES) return false;
    this.#readChanges();
    return true;
  }

  async catchUp(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  /** All clients in this order; the same array until a client changes. */
  inOrder(column: ClientSortColumn, isDescending: boolean, actor: Role): readonly IndexedClient[] {
    const isForPartners = isPartnerRole(actor);
    const key = `${column}/${isDescending}/${column === 'pointOfContact' && isForPartners}`;
    let order = this.#orders.get(key);
    if (order === undefined) {
      const byName = this.#byName();
      order =
        column === 'name'
          ? isDescending
            ? byName.toReversed()
            : byName
          : sorted(byName, (client) => sortKey(column, client, actor), isDescending);
      this.#orders.set(key, order);
    }
    return order;
  }

  /** In SQLite's order, like the lists that SQLite sorts. */
  #byName(): readonly IndexedClient[] {
    let order = this.#orders.get('');
    if (order === undefined) {
      order = this.#storage.read
        .all('SELECT id FROM clients ORDER BY search_text, id')
        .flatMap((row) => this.#clients.get(integer(row, 'id')) ?? []);
      this.#orders.set('', order);
    }
    return order;
  }

  async #load(): Promise<void> {
    // A client that changes after its piece was read is read again afterwards.
    this.#isLoaded = false;
    this.#clients.clear();
    this.#orders.clear();
    this.#changedClients.clear();
    this.#changedUsers.clear();
    const { read } = this.#storage;
    for (let after = 0; ; ) {
      const rows = read.all(
        `SELECT ${CLIENT_COLUMNS} FROM ${CLIENTS} WHERE c.id > :after ORDER BY c.id LIMIT ${CLIENTS_PER_PIECE}`,
        { after },
      );
      for (const row of rows) this.#put(toIndexedClient(row));
      const last = rows.at(-1);
      if (last === undefined || rows.length < CLIENTS_PER_PIECE) break;
      after = integer(last, 'id');
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#isLoaded = true;
  }

  #put(client: IndexedClient): void {
    this.#clients.set(client.id, client);
  }

  #readChanges(): void {
    const { read } = this.#storage;
    for (const userId of this.#changedUsers)
      for (const id of contactOf(read, userId as UserId)) this.#changedClients.add(id);
    this.#changedUsers.clear();
    if (this.#changedClients.size === 0) return;
    for (const id of this.#changedClients) {
      const row = read.get(`SELECT ${CLIENT_COLUMNS} FROM ${CLIENTS} WHERE c.id = :id`, { id });
      if (row === undefined) this.#clients.delete(id);
      else this.#put(toIndexedClient(row));
    }
    this.#changedClients.clear();
    this.#orders.clear();
  }
}

const contactOf = (reader: Reader, userId: UserId): number[] =>
  reader.all('SELECT id FROM clients WHERE point_of_contact_id = :userId', { userId }).map((row) => integer(row, 'id'));

type SortKey = string | number | undefined;

function sortKey(column: Exclude<ClientSortColumn, 'name'>, client: IndexedClient, actor: Role): SortKey {
  switch (column) {
    case 'type':
      return CLIENT_TYPES.indexOf(client.type);
    case 'status':
      return CLIENT_STATUSES.indexOf(client.status);
    case 'pointOfContact':
      return contactFor(actor, client)?.key;
    case 'accountingSoftware':
      return client.softwareKey;
    case 'addedAt':
      return client.addedAt;
  }
}

/** Stable in both directions. Items without a key come last. */
export function sorted<T>(list: readonly T[], keyOf: (item: T) => SortKey, isDescending: boolean): readonly T[] {
  const keyed = list.map((item) => ({ item, key: keyOf(item) }));
  const direction = isDescending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === b) return 0;
    if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
    return a < b ? -direction : direction;
  });
  return keyed.map(({ item }) => item);
}

const indexes = new WeakMap<Storage, ClientIndex>();

/** The one client index of an open database. */
export function clientIndexOf(storage: Storage): ClientIndex {
  let index = indexes.get(storage);
  if (index === undefined) {
    index = new ClientIndex(storage);
    indexes.set(storage, index);
  }
  return index;
}
