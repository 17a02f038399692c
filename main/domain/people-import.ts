// An import of people: what is read of a row, what will happen to it, and what happened.
import type { ClientType } from './client.ts';
import type { ClientId, Role } from './user.ts';

/** What a column of the file may hold. */
export type ImportField = 'email' | 'name' | 'firstName' | 'lastName' | 'phone' | 'role' | 'clients';
/** What an import may change of somebody who has an account. */
export type ImportedColumn = 'name' | 'phone' | 'role' | 'clients';

/** The chosen file, as it was read. */
export interface ImportTable {
  readonly fileName: string;
  /** Empty where the first row is a person already. */
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** In the spreadsheet, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** A row whose cells can be used. */
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
}

interface ClientsInRow {
  readonly isAll: boolean;
  readonly joinsNewClients: boolean;
  readonly names: readonly string[];
}

export interface ReadRow extends TableRow {
  /** As far as they can be read. */
  readonly name: string;
  readonly email: string;
  /** The person, or why the cells cannot be used. */
  readonly person: PersonInRow | { readonly problem: string };
}

export interface ImportSettings {
  /** Of people who have an account, only these are changed. Empty: such people are skipped. */
  readonly update: readonly ImportedColumn[];
  /** The role of new people whose row names none. */
  readonly role: Role | null;
  /** The client of new people whose row names none. */
  readonly clientId: ClientId | null;
  /** Clients that are not there are made, of this kind. Null: their rows are refused. */
  readonly makeClients: ClientType | null;
}

export type ImportState =
  | { readonly kind: 'invite' }
  | { readonly kind: 'update'; readonly changes: readonly ImportedColumn[] }
  | { readonly kind: 'same' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string }
  // After the act:
  | { readonly kind: 'invited' }
  | { readonly kind: 'updated' }
  /** Cancelled before its turn. */
  | { readonly kind: 'not_reached' };

export interface ImportRow extends ReadRow {
  readonly state: ImportState;
  /** Of the person's account in the dry run. Null: there was none. */
  readonly version: number | null;
}

export interface ImportPlan {
  readonly plannedAt: number;
  readonly settings: ImportSettings;
  readonly rows: readonly ImportRow[];
  /** Names of clients that are not there, each once. With `makeClients` they are those that a row needs, and are made first. */
  readonly unknownClients: readonly string[];
}

export const MOST_ROWS = 100_000;
/** A firm's list has some ten thousand rows. A file that is larger is something else. */
export const MOST_BYTES = 32 * 1024 * 1024;
export const MOST_COLUMNS = 100;
/** People per transaction: some 20 ms of the main process. */
export const IMPORT_BATCH = 100;
