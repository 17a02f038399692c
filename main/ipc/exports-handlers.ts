// Files for a spreadsheet. The handlers choose the cells, the use cases the rows.
import type { exportsRequests } from '../../preload/contract/exports.ts';
import type { SavedFile } from '../../preload/contract/fields.ts';
import type { OutputOf, Separator } from '../../preload/contract/index.ts';
import { writeClients } from '../../preload/tables/client-names.ts';
import {
  ACTIVITY_COLUMNS,
  CLIENT_COLUMNS,
  type ClientColumn,
  USER_COLUMNS,
  type UserColumn,
} from '../../preload/tables/columns.ts';
import {
  CLIENT_STATUS_WORDS,
  CLIENT_TYPE_WORDS,
  ROLE_WORDS,
  STATUS_WORDS,
  TWO_FACTOR_WORDS,
} from '../../preload/tables/words.ts';
import { type CsvSeparator, toCsv, toCsvLines } from '../domain/csv.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { toIsoTime } from '../services/act/iso-time.ts';
import type { Exporting } from '../services/act/visit.ts';
import { readClients } from '../services/export/read-clients.ts';
import { readRecords } from '../services/export/read-records.ts';
import { type ReadUser, readUsers } from '../services/export/read-users.ts';
import { type ExportOrder, writeExport } from '../services/export/write-export.ts';
import type { ListedClient } from '../storage/lists/client-list.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { type Cells, RECORD_CELLS } from './record-cells.ts';

const timeOrNone = (at: number | null | undefined): string => (at === null || at === undefined ? '' : toIsoTime(at));

const USER_CELLS: Cells<ReadUser, UserColumn> = {
  firstName: ({ firstName }) => firstName,
  lastName: ({ lastName }) => lastName,
  email: ({ details }) => details?.user.email ?? '',
  phone: ({ details }) => details?.user.phone ?? '',
  role: ({ role }) => ROLE_WORDS[role],
  clients: ({ details }) =>
    details === undefined
      ? ''
      : writeClients({
          isAll: details.user.hasAllClients,
          joinsNewClients: details.user.joinsNewClients,
          names: details.clients,
        }),
  status: ({ details }) => (details === undefined ? '' : STATUS_WORDS[details.status]),
  twoFactor: ({ details }) => (details === undefined ? '' : TWO_FACTOR_WORDS[details.user.twoFactor]),
  twoFactorSince: ({ details }) => timeOrNone(details?.user.twoFactorAt),
  lastSignIn: ({ details }) => timeOrNone(details?.user.lastSignInAt),
  invitationExpires: ({ details }) => timeOrNone(details?.user.invitationExpiresAt),
  addedOn: ({ details }) => timeOrNone(details?.user.createdAt),
};

const CLIENT_CELLS: Cells<ListedClient, ClientColumn> = {
  name: ({ name }) => name,
  type: ({ type }) => CLIENT_TYPE_WORDS[type],
  accountingSoftware: ({ accountingSoftware }) => accountingSoftware,
  status: ({ status }) => CLIENT_STATUS_WORDS[status],
  pointOfContact: ({ pointOfContact }) => pointOfContact ?? '',
  users: ({ userCount }) => String(userCount),
  addedOn: ({ addedAt }) => toIsoTime(addedAt),
  terminatedOn: ({ terminatedAt }) => timeOrNone(terminatedAt),
};

const mayExportUsers = (role: Role): boolean => mayDo(role, 'export_users');
const mayExportActivity = (role: Role): boolean => mayDo(role, 'export_activity');

const SEPARATORS: Readonly<Record<Exclude<Separator, 'system'>, CsvSeparator>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
};

interface Order<Row, Column extends string>
  extends Pick<ExportOrder<Row, SavedFile>, 'what' | 'detail' | 'code' | 'read'> {
  readonly columns: readonly Column[];
  readonly headings: Readonly<Record<Column, string>>;
  readonly cells: Cells<Row, Column>;
  readonly separator: Separator;
}

async function save<Row, Column extends string>(
  call: SignedInCall,
  { columns, headings, cells, separator, detail, ...order }: Order<Row, Column>,
): Promise<OutputOf<'users.export'>> {
  // A second click.
  if (call.visit.exporting?.isRunning === true) return refuse({ code: 'not_now' });
  const job: Exporting = { isRunning: true, isStopped: false };
  call.moveTo({ ...call.visit, exporting: job });
  // In the order of the list of columns, each once.
  const chosen = (Object.keys(headings) as Column[]).filter((column) => columns.includes(column));
  const between = separator === 'system' ? call.desktop.csvSeparator : SEPARATORS[separator];
  async function* text(parts: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
    let isBegun = false;
    for await (const rows of parts) {
      if (!isBegun) yield heading();
      isBegun = true;
      yield toCsvLines(
        rows.map((row) => chosen.map((column) => cells[column](row))),
        between,
      );
    }
    if (!isBegun) yield heading();
  }
  const heading = (): string => toCsv([chosen.map((column) => headings[column])], between);
  try {
    const exported = await writeExport(call.context, call.actor, job, {
      ...order,
      detail: { ...detail, columns: chosen.map((column) => headings[column]).join(', ') },
      save: (parts) => call.desktop.saveParts(call.windowId, `${order.what}.csv`, text(parts)),
      onProgress: (done, total) => call.tell('export.progress', { done, total }),
    });
    return exported ?? { file: null, rows: 0, isEndRecorded: false };
  } finally {
    job.isRunning = false;
  }
}

export const exportsHandlers: HandlersOf<keyof typeof exportsRequests> = {
  'users.export': signedIn(mayExportUsers, {
    recordsAs: 'export.begun',
    run: (call, { columns, separator, code, ...selection }) =>
      save(call, {
        what: 'users',
        detail: {
          search: selection.search,
          filters: Object.values(selection.filters).flat().join(', '),
          ...(selection.clientId === null ? {} : { clientId: selection.clientId }),
        },
        columns,
        headings: USER_COLUMNS,
        cells: USER_CELLS,
        separator,
        code,
        read: () => readUsers(call.context, call.actor, selection),
      }),
  }),
  'clients.export': signedIn(mayExportUsers, {
    recordsAs: 'export.begun',
    run: (call, { columns, separator, code, ...query }) =>
      save(call, {
        what: 'clients',
        detail: { search: query.search, filters: [...query.statuses, ...query.types].join(', ') },
        columns,
        headings: CLIENT_COLUMNS,
        cells: CLIENT_CELLS,
        separator,
        code,
        read: () => readClients(call.context, call.actor, query),
      }),
  }),
  'activity.export': signedIn(mayExportActivity, {
    recordsAs: 'export.begun',
    run: (call, { columns, separator, code, ...query }) =>
      save(call, {
        what: 'activity',
        detail: {
          search: query.search,
          filters: [...query.actions, ...query.outcomes].join(', '),
          ...(query.from === null ? {} : { from: toIsoTime(query.from) }),
          ...(query.until === null ? {} : { until: toIsoTime(query.until) }),
        },
        columns,
        headings: ACTIVITY_COLUMNS,
        cells: RECORD_CELLS,
        separator,
        code,
        read: () => readRecords(call.context, call.actor, query),
      }),
  }),
  'exports.stop': signedIn((role) => mayExportUsers(role) || mayExportActivity(role), {
    run(call) {
      if (call.visit.exporting !== undefined) call.visit.exporting.isStopped = true;
      return {};
    },
  }),
};
