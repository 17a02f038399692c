// The cells of a record in a file for a spreadsheet: as it is stored.
import { ACTIVITY_COLUMNS, type ActivityColumn } from '../../preload/tables/columns.ts';
import { toCsv, toCsvLines } from '../domain/csv.ts';
import { toIsoTime } from '../services/act/iso-time.ts';
import type { ChainedRecord } from '../storage/tables/activity.ts';

export type Cells<Row, Column extends string> = { readonly [C in Column]: (row: Row) => string };

export const RECORD_CELLS: Cells<ChainedRecord, ActivityColumn> = {
  number: ({ seq }) => String(seq),
  time: ({ at }) => toIsoTime(at),
  actor: ({ actorName }) => actorName ?? '',
  actorRole: ({ actorRole }) => actorRole ?? '',
  action: ({ action }) => action,
  target: ({ targetName }) => targetName ?? '',
  targetRole: ({ targetRole }) => targetRole ?? '',
  outcome: ({ outcome }) => outcome,
  reason: ({ reason }) => reason ?? '',
  details: ({ detail }) => JSON.stringify(detail),
  version: ({ appVersion }) => appVersion,
  hash: ({ hash }) => hash,
};

const COLUMNS = Object.keys(ACTIVITY_COLUMNS) as ActivityColumn[];

/** All columns, between commas. */
export const recordsAsCsv = {
  heading: toCsv([COLUMNS.map((column) => ACTIVITY_COLUMNS[column])], ','),
  toLines: (records: readonly ChainedRecord[]): string =>
    toCsvLines(
      records.map((record) => COLUMNS.map((column) => RECORD_CELLS[column](record))),
      ',',
    ),
};
