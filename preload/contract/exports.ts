// Files for a spreadsheet: the users, the clients and the activity record, as the window has filtered them. Each begins with
// the person's choice of a place; Cancel there answers `file: null`.
import * as v from 'valibot';
import { ACTIVITY_COLUMNS, CLIENT_COLUMNS, USER_COLUMNS } from '../tables/columns.ts';
import { clientFiltersSchema, clientSortSchema } from './clients.ts';
import { clientId, count, freshCode, listOf, nothing, savedFile, search } from './fields.ts';
import { activityFilters } from './record.ts';
import { userFiltersSchema, userSortSchema } from './users.ts';

/** In their order. */
const columns = <K extends string>(words: Readonly<Record<K, string>>) => {
  const names = Object.keys(words) as K[];
  return v.pipe(listOf(v.picklist(names), names.length), v.minLength(1, 'Choose at least one column.'));
};

/** `system`: what spreadsheets on this computer expect. */
const separator = v.picklist(['system', 'comma', 'semicolon', 'tab'], 'Choose what stands between the cells.');
export type Separator = v.InferOutput<typeof separator>;

const saved = v.strictObject({
  file: savedFile,
  rows: count,
  /** False: the file is there, and the record may show only that it was begun. */
  isEndRecorded: v.boolean(),
});

export const exportsRequests = {
  'users.export': {
    input: v.strictObject({
      search,
      clientId: v.nullable(clientId),
      filters: userFiltersSchema,
      sort: userSortSchema,
      columns: columns(USER_COLUMNS),
      separator,
      code: freshCode,
    }),
    output: saved,
  },
  'clients.export': {
    input: v.strictObject({
      search,
      ...clientFiltersSchema.entries,
      sort: clientSortSchema,
      columns: columns(CLIENT_COLUMNS),
      separator,
      code: freshCode,
    }),
    output: saved,
  },
  'activity.export': {
    input: v.strictObject({
      ...activityFilters,
      columns: columns(ACTIVITY_COLUMNS),
      separator,
      code: freshCode,
    }),
    output: saved,
  },
  /** Nothing stays of the file that is being written. */
  'exports.stop': { input: nothing, output: nothing },
} as const;
