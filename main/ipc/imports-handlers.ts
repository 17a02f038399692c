// Importing people or clients out of a file: only the window that has chosen the file can carry it out.
import { withoutUnseen } from '../../preload/contract/characters.ts';
import { type importsRequests, MOST_CLIENTS_SHOWN } from '../../preload/contract/imports.ts';
import type { ImportCounts } from '../../preload/contract/index.ts';
import { MOST_ABOVE } from '../../preload/people-text/table-head.ts';
import { CLIENT_COLUMNS, USER_COLUMNS } from '../../preload/tables/columns.ts';
import { type CsvSeparator, toCsv, toCsvLines } from '../domain/csv.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import {
  type ImportSubject,
  type ImportTable,
  MOST_BYTES,
  MOST_COLUMNS,
  type ReadRow,
  type RowsToImport,
  type TableRow,
} from '../domain/table-import.ts';
import type { Role } from '../domain/user.ts';
import { newId } from '../services/act/context.ts';
import { nextTurn } from '../services/act/next-turn.ts';
import { isPresent } from '../services/act/presence.ts';
import type { ImportPlan, TableImport } from '../services/act/visit.ts';
import { planClients } from '../services/import/import-clients.ts';
import { planPeople } from '../services/import/import-people.ts';
import { readTable } from '../services/import/read-table.ts';
import { recoverImport } from '../services/import/recover-import.ts';
import { runImport } from '../services/import/run-import.ts';
import { bulkOf, recoverBulk, requireNothingHeld, toCut } from './bulk-handlers.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { createClientReader, createPersonReader } from './read-import-row.ts';

const ROWS_SHOWN = 5;
const ROWS_AT_ONCE = 500;

const mayImport = (role: Role): boolean => mayDo(role, 'import_users');

/** @throws Refusal not_found. */
function importOf(call: SignedInCall, importId: string): TableImport {
  const bulk = bulkOf(call, importId);
  return bulk.kind === 'import' ? bulk : refuse({ code: 'not_found' });
}

/** @throws Refusal not_found, not_now. */
function planned(call: SignedInCall, importId: string): TableImport & { readonly plan: ImportPlan } {
  const { plan, ...work } = importOf(call, importId);
  return plan === undefined ? refuse({ code: 'not_now' }) : { ...work, plan };
}

/** The beginning, in whole characters. */
const shown = (text: string): string => (text.length <= 200 ? text : `${[...text.slice(0, 198)].join('')}…`);

const firstRows = ({ rows }: ImportTable, most: number): readonly TableRow[] =>
  Array.from({ length: Math.min(most, rows.length) }, (_, i) => rows.at(i));

const widthOf = (table: ImportTable): number =>
  firstRows(table, ROWS_AT_ONCE).reduce((most, { cells }) => Math.max(most, cells.length), 0);

/** @param createReader reads rows as what they are, in their order. */
function rowsBelow<Row extends ReadRow>(
  { rows }: ImportTable,
  headRow: number,
  createReader: () => (row: TableRow) => Row,
): RowsToImport<Row> {
  let first = 0;
  while (first < rows.length && rows.at(first).number <= headRow) first += 1;
  return {
    length: rows.length - first,
    startReading() {
      const read = createReader();
      return (index) => read(rows.at(first + index));
    },
  };
}

function countsOf({ states }: ImportPlan): ImportCounts {
  const done = { invited: 0, added: 0, updated: 0, not_reached: 0 };
  const counts = { invite: 0, add: 0, update: 0, same: 0, skipped: 0, refused: 0, ...done };
  for (const { kind } of states) counts[kind] += 1;
  return counts;
}

/** What nothing became of, as it was, with the reason in a column of its own. */
async function* refusedFile(
  { table, headRow, plan: { rows, states } }: TableImport & { readonly plan: ImportPlan },
  separator: CsvSeparator,
): AsyncGenerator<string> {
  const width = widthOf(table);
  const filled = (cells: readonly string[]): string[] => Array.from({ length: width }, (_, i) => cells[i] ?? '');
  const above = table.rows.length - rows.length;
  const head = above === 0 ? undefined : table.rows.at(above - 1);
  yield toCsv([[...filled(head?.number === headRow ? head.cells : []), 'Why not']], separator);
  const read = rows.startReading();
  for (let from = 0; from < states.length; from += ROWS_AT_ONCE) {
    const lines = states
      .slice(from, from + ROWS_AT_ONCE)
      .flatMap((state, i) =>
        state.kind === 'refused' || state.kind === 'skipped' ? [[...filled(read(from + i).cells), state.why]] : [],
      );
    yield toCsvLines(lines, separator);
    await nextTurn();
  }
}

interface Template {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

const TEMPLATES: Readonly<Record<ImportSubject, Template>> = {
  people: {
    name: 'people-to-import.csv',
    rows: [
      [
        USER_COLUMNS.firstName,
        USER_COLUMNS.lastName,
        USER_COLUMNS.email,
        USER_COLUMNS.phone,
        USER_COLUMNS.role,
        USER_COLUMNS.clients,
      ],
      ['Ann', 'Vance', 'ann.vance@example.com', '+44 20 7946 0000', 'Client Admin', 'Alder Ltd; Birch LLP'],
    ],
  },
  clients: {
    name: 'clients-to-import.csv',
    rows: [
      [CLIENT_COLUMNS.name, CLIENT_COLUMNS.type, CLIENT_COLUMNS.accountingSoftware],
      ['Alder Ltd', 'Company', 'Ledger'],
    ],
  },
};

/** @throws Refusal bad_input: the column without which nothing is read is missing, or two hold the same. */
function requireColumns<Field extends string>(
  columns: readonly (Field | null)[],
  needed: Field,
  missing: string,
): void {
  const used = columns.filter((field) => field !== null);
  const refuseColumns = (message: string): never =>
    refuse({ code: 'bad_input', fields: [{ field: 'columns', message }] });
  if (!used.includes(needed)) refuseColumns(missing);
  if (new Set(used).size !== used.length) refuseColumns('Two columns are matched with the same. Choose one of them.');
}

/** @throws Refusal not_found, not_now; codes_not_saved where it was carried out before, and its codes are held. */
function toPlan(call: SignedInCall, importId: string, of: ImportSubject): TableImport {
  requireNothingHeld(call);
  const work = importOf(call, importId);
  if (work.of !== of) return refuse({ code: 'not_found' });
  return work.status === 'prepared' ? work : refuse({ code: 'not_now' });
}

/** @throws Refusal not_now: carried out in between by a second click, and what was planned then stands. */
function keepPlan(work: TableImport, headRow: number, plan: ImportPlan): void {
  if (work.status !== 'prepared') refuse({ code: 'not_now' });
  work.headRow = headRow;
  work.plan = plan;
}

const needsCode = ({ context, actor }: SignedInCall): boolean => !isPresent(context, actor.session.presenceAt);

export const importsHandlers: HandlersOf<keyof typeof importsRequests> = {
  'imports.saveTemplate': signedIn(mayImport, {
    async run(call, { of }) {
      const { name, rows } = TEMPLATES[of];
      const text = toCsv(rows, call.desktop.csvSeparator);
      return { file: (await call.desktop.saveText(call.windowId, name, text)) ?? null };
    },
  }),
  'imports.choose': signedIn(mayImport, {
    async run(call, { of }) {
      requireNothingHeld(call);
      const table = await call.desktop.chooseTable(call.windowId, MOST_BYTES, async ({ name, pieces }) => ({
        fileName: [...withoutUnseen(name)].slice(0, 100).join(''),
        rows: await readTable(pieces),
      }));
      if (table === undefined) return { table: null };
      // What was prepared before may have been carried out while the dialog was open.
      requireNothingHeld(call);
      const work: TableImport = {
        kind: 'import',
        of,
        id: newId(call.context.random),
        preparedAt: call.context.clock.now(),
        table,
        headRow: 0,
        plan: undefined,
        status: 'prepared',
        isCancelled: false,
        codes: [],
      };
      call.moveTo({ ...call.visit, bulk: work });
      return {
        table: {
          importId: work.id,
          fileName: table.fileName,
          rows: table.rows.length,
          width: Math.min(widthOf(table), MOST_COLUMNS),
          first: firstRows(table, MOST_ABOVE + ROWS_SHOWN).map(({ number, cells }) => ({
            number,
            cells: cells.map(shown),
          })),
        },
      };
    },
  }),
  'imports.plan': signedIn(mayImport, {
    recordsAs: 'import.begun',
    async run(call, { importId, headRow, columns, ...settings }) {
      const work = toPlan(call, importId, 'people');
      requireColumns(columns, 'email', 'Choose the column with the emails.');
      const rows = rowsBelow(work.table, headRow, () => createPersonReader(columns));
      const plan = await planPeople(call.context, call.actor, rows, settings, work.id);
      keepPlan(work, headRow, plan);
      return {
        counts: countsOf(plan),
        unknownClients: plan.unknownClients.slice(0, MOST_CLIENTS_SHOWN),
        unknownCount: plan.unknownClients.length,
        needsCode: needsCode(call),
      };
    },
  }),
  'imports.planClients': signedIn(mayImport, {
    recordsAs: 'import.begun',
    async run(call, { importId, headRow, columns, ...settings }) {
      const work = toPlan(call, importId, 'clients');
      requireColumns(columns, 'name', 'Choose the column with the names.');
      const rows = rowsBelow(work.table, headRow, () => createClientReader(columns));
      const plan = await planClients(call.context, call.actor, rows, settings, work.id);
      keepPlan(work, headRow, plan);
      return { counts: countsOf(plan), needsCode: needsCode(call) };
    },
  }),
  'imports.listRows': signedIn(mayImport, {
    run(call, { importId, kinds, offset, limit }) {
      const { rows, states } = planned(call, importId).plan;
      const found = states.flatMap((state, i) =>
        kinds.length === 0 || kinds.includes(state.kind) ? [{ i, state }] : [],
      );
      const read = rows.startReading();
      return {
        rows: found.slice(offset, offset + limit).map(({ i, state }) => {
          const { number, name, email } = read(i);
          return { number, name: shown(name), email: shown(email), state };
        }),
        total: found.length,
      };
    },
  }),
  'imports.saveRefused': signedIn(mayImport, {
    run: async (call, { importId }) => ({
      file:
        (await call.desktop.saveParts(
          call.windowId,
          'refused-rows.csv',
          refusedFile(planned(call, importId), call.desktop.csvSeparator),
        )) ?? null,
    }),
  }),
  'imports.start': signedIn(mayImport, {
    recordsAs: 'import.begun',
    changesDirectory: true,
    changesState: true,
    again: (call, { importId }) => recoverBulk(call, importId, () => recoverImport(call.context, call.actor, importId)),
    async run(call, { importId, ...request }) {
      const work = importOf(call, importId);
      await runImport(call.context, call.actor, work, request, (done, total) =>
        call.tell('bulk.progress', { bulkId: importId, done, total }),
      );
      return {
        counts: countsOf(planned(call, importId).plan),
        isCancelled: work.isCancelled,
        cut: toCut(call, work),
        codes: work.codes.length,
      };
    },
  }),
};
