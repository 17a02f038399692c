// An import of people or clients out of a table: what is read of a row, what will happen to it, and what happened.
import type { ClientStatus, ClientType } from './client.ts';
import type { ClientId, Role } from './user.ts';

/** What the rows of the file are. */
export type ImportSubject = 'people' | 'clients';

/** What a column of a file with people may hold. */
export type ImportField = 'email' | 'name' | 'firstName' | 'lastName' | 'phone' | 'role' | 'clients';
/** What an import may change of somebody who has an account. `invitation`: who is still invited gets a new activation code. */
export type ImportedColumn = 'name' | 'phone' | 'role' | 'clients' | 'invitation';
/** What a column of a file with clients may hold. */
export type ClientField = 'name' | 'type' | 'accountingSoftware' | 'status';
/** What an import may change of a client that is there. */
export type ClientFact = 'type' | 'accountingSoftware';

/** The chosen file, as it was read. */
export interface ImportTable {
  readonly fileName: string;
  /** All of them, titles and headings too. */
  readonly rows: PackedRows;
}

export interface PackedRows {
  readonly length: number;
  /** @param index from 0. Rows in a row are cheapest. */
  at(index: number): TableRow;
}

export interface TableRow {
  /** In the spreadsheet, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface PersonInRow {
  readonly email: string;
  /** Both may be empty. */
  readonly firstName: string;
  readonly lastName: string;
  /** Empty: the row names none. */
  readonly phone: string;
  /** Null: the row names none. */
  readonly role: Role | null;
  readonly clients: ClientsInRow | null;
  /** Cells that cannot be used, with the reasons. What is not imported of a row does no harm. */
  readonly problems: Readonly<Partial<Record<'email' | ImportedColumn, string>>>;
}

interface ClientsInRow {
  readonly isAll: boolean;
  readonly joinsNewClients: boolean;
  readonly names: readonly string[];
}

export interface ClientInRow {
  readonly name: string;
  /** Null: the row names none. */
  readonly type: ClientType | null;
  /** Empty: the row names none. */
  readonly accountingSoftware: string;
  /** Null: the row names none. */
  readonly status: ClientStatus | null;
  /** As those of a person. */
  readonly problems: Readonly<Partial<Record<ClientField, string>>>;
}

export interface ReadRow extends TableRow {
  /** As far as they can be read. */
  readonly name: string;
  /** Empty for a client. */
  readonly email: string;
}

export interface PersonRow extends ReadRow {
  readonly person: PersonInRow;
}

export interface ClientInTable extends ReadRow {
  readonly client: ClientInRow;
}

/** Of an import of clients. */
export interface ClientSettings {
  /** Of clients that are there, only these are changed. Empty: such clients are skipped. */
  readonly update: readonly ClientFact[];
  /** Of new clients whose row names none. */
  readonly type: ClientType | null;
}

/** Of an import of people. */
export interface ImportSettings {
  /** Of people who have an account, only these are changed. Empty: such people are skipped. */
  readonly update: readonly ImportedColumn[];
  /** The role of new people whose row names none. */
  readonly role: Role | null;
  /** The client of new people whose row names none. */
  readonly clientId: ClientId | null;
  /** Clients that are not there are made, of this kind, but for some names. Null: their rows are refused. */
  readonly makeClients: { readonly type: ClientType; readonly except: readonly string[] } | null;
}

/** What is changed, with the value before and after. Empty: none. */
export interface ImportChange {
  readonly what: ImportedColumn | ClientFact;
  readonly from: string;
  readonly to: string;
}

export type ImportState =
  | { readonly kind: 'invite'; readonly role: Role; readonly clients: string }
  | { readonly kind: 'add'; readonly type: ClientType; readonly accountingSoftware: string }
  | { readonly kind: 'update'; readonly changes: readonly ImportChange[] }
  | { readonly kind: 'same' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }
  // After the act:
  | { readonly kind: 'invited' }
  | { readonly kind: 'added' }
  | { readonly kind: 'updated' }
  /** Cancelled before its turn. */
  | { readonly kind: 'not_reached' };

/** The rows below the headings, as people or clients. They are read again each time: a file need not fit into memory twice. */
export interface RowsToImport<Row extends ReadRow = ReadRow> {
  readonly length: number;
  /** @returns reads rows by their index from 0, in their order: one that repeats an earlier one says so. */
  startReading(): (index: number) => Row;
}

/** The reasons of a row, each once. @param reasons sentences. */
export const joinReasons = (reasons: readonly (string | undefined)[]): string =>
  [...new Set(reasons.filter((reason) => reason !== undefined))].join(' ').slice(0, MOST_IN_REASONS);
const MOST_IN_REASONS = 1000;

export const MOST_ROWS = 100_000;
/** A firm's list has some ten thousand rows. A file that is larger is something else. */
export const MOST_BYTES = 32 * 1024 * 1024;
export const MOST_COLUMNS = 100;
/**
 * Invitations per transaction: some 60 ms of the main process where there are 100,000 users. With more, fewer pages are
 * written, and everybody else waits longer: see docs/performance.md.
 */
export const IMPORT_BATCH = 500;
/** What is written one by one counts as so many invitations, which are written together. */
export const ONE_BY_ONE_COUNTS = 5;
/** Of clients in one row. Who works for more works for all. */
export const MOST_CLIENT_NAMES = 1000;
/** So many names of clients in a row count as one invitation more. */
export const NAMES_PER_COUNT = 10;
