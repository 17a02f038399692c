// Importing people out of a file: only the window that has chosen the file can carry it out.
import { withoutUnseen } from '../../preload/contract/characters.ts';
import type { importsRequests } from '../../preload/contract/imports.ts';
import type { ImportCounts, ImportField } from '../../preload/contract/index.ts';
import { readHeadingCell } from '../../preload/people-text/heading.ts';
import { USER_COLUMNS } from '../../preload/tables/columns.ts';
import { type CsvSeparator, toCsv } from '../domain/csv.ts';
import { type ImportPlan, type ImportTable, MOST_BYTES, MOST_COLUMNS, type ReadRow } from '../domain/people-import.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { newId } from '../services/act/context.ts';
import { nextTurn } from '../services/act/next-turn.ts';
import { isPresent } from '../services/act/presence.ts';
import type { PeopleImport } from '../services/act/visit.ts';
import { planImport, runImport } from '../services/import/import-people.ts';
import { readTable } from '../services/import/read-table.ts';
import { recoverImport } from '../services/import/recover-import.ts';
import { bulkOf, recoverBulk, requireNothingHeld } from './bulk-handlers.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { createRowReader } from './read-import-row.ts';

const ROWS_SHOWN = 5;
const CLIENTS_SHOWN = 50;
const ROWS_AT_ONCE = 500;

const mayImport = (role: Role): boolean => mayDo(role, 'import_users');

/** @throws Refusal not_found. */
function importOf(call: SignedInCall, importId: string): PeopleImport {
  const bulk = bulkOf(call, importId);
  return bulk.kind === 'import' ? bulk : refuse({ code: 'not_found' });
}

/** @throws Refusal not_found, not_now. */
function planned(call: SignedInCall, importId: string): PeopleImport & { readonly plan: ImportPlan } {
  const { plan, ...work } = importOf(call, importId);
  return plan === undefined ? refuse({ code: 'not_now' }) : { ...work, plan };
}

/** The beginning, in whole characters. */
const shown = (text: string): string => (text.length <= 200 ? text : `${[...text.slice(0, 198)].join('')}…`);

const widthOf = ({ headings, rows }: ImportTable): number =>
  rows.slice(0, ROWS_AT_ONCE).reduce((most, { cells }) => Math.max(most, cells.length), headings.length);

/** The first of several columns that could hold the same thing. A column without a heading may hold emails. */
function guessColumns({ headings, rows }: ImportTable): readonly (ImportField | null)[] {
  const seen = new Set<ImportField>();
  const fields = headings.map((heading) => {
    const field = readHeadingCell(heading);
    if (field === undefined || seen.has(field)) return null;
    seen.add(field);
    return field;
  });
  if (headings.length > 0) return fields;
  const emails = rows[0]?.cells.findIndex((cell) => cell.includes('@')) ?? -1;
  return (rows[0]?.cells ?? []).map((_, i) => (i === emails ? 'email' : null));
}

function toTable(fileName: string, rows: ImportTable['rows']): ImportTable {
  const [first] = rows;
  // A row with an address is a person, whatever stands above the others.
  const isHeading = first !== undefined && !first.cells.some((cell) => cell.includes('@'));
  return { fileName, headings: isHeading ? first.cells : [], rows: isHeading ? rows.slice(1) : rows };
}

async function readRows(table: ImportTable, columns: readonly (ImportField | null)[]): Promise<readonly ReadRow[]> {
  const read = createRowReader(columns);
  const rows: ReadRow[] = [];
  for (let from = 0; from < table.rows.length; from += ROWS_AT_ONCE) {
    rows.push(...table.rows.slice(from, from + ROWS_AT_ONCE).map(read));
    await nextTurn();
  }
  return rows;
}

function countsOf({ rows }: ImportPlan): ImportCounts {
  const counts = { invite: 0, update: 0, same: 0, skipped: 0, refused: 0, invited: 0, updated: 0, not_reached: 0 };
  for (const { state } of rows) counts[state.kind] += 1;
  return counts;
}

/** What nothing became of, as it was, with the reason in a column of its own. */
function refusedFile({ table, plan }: PeopleImport & { readonly plan: ImportPlan }, separator: CsvSeparator): string {
  const width = widthOf(table);
  const filled = (cells: readonly string[]): string[] => Array.from({ length: width }, (_, i) => cells[i] ?? '');
  const rows = plan.rows.flatMap(({ cells, state }) =>
    state.kind === 'refused' || state.kind === 'skipped' ? [[...filled(cells), state.why]] : [],
  );
  return toCsv([[...filled(table.headings), 'Why not'], ...rows], separator);
}

const TEMPLATE: readonly (readonly string[])[] = [
  [
    USER_COLUMNS.firstName,
    USER_COLUMNS.lastName,
    USER_COLUMNS.email,
    USER_COLUMNS.phone,
    USER_COLUMNS.role,
    USER_COLUMNS.clients,
  ],
  ['Ann', 'Vance', 'ann.vance@example.com', '+44 20 7946 0000', 'Client Admin', 'Alder Ltd; Birch LLP'],
];

export const importsHandlers: HandlersOf<keyof typeof importsRequests> = {
  'imports.saveTemplate': signedIn(mayImport, {
    run: async (call) => ({
      isSaved: await call.desktop.saveText(
        call.windowId,
        'people-to-import.csv',
        toCsv(TEMPLATE, call.desktop.csvSeparator),
      ),
    }),
  }),
  'imports.choose': signedIn(mayImport, {
    async run(call) {
      requireNothingHeld(call);
      const file = await call.desktop.chooseTable(call.windowId, MOST_BYTES);
      if (file === undefined) return { table: null };
      const table = toTable([...withoutUnseen(file.name)].slice(0, 100).join(''), await readTable(file.bytes));
      const work: PeopleImport = {
        kind: 'import',
        id: newId(call.context.random),
        preparedAt: call.context.clock.now(),
        table,
        plan: undefined,
        status: 'prepared',
        isCancelled: false,
        codes: [],
      };
      call.moveTo({ ...call.visit, bulk: work });
      const fields = guessColumns(table);
      return {
        table: {
          importId: work.id,
          fileName: table.fileName,
          rows: table.rows.length,
          columns: Array.from({ length: Math.min(widthOf(table), MOST_COLUMNS) }, (_, i) => ({
            heading: shown(table.headings[i] ?? ''),
            field: fields[i] ?? null,
          })),
          first: table.rows.slice(0, ROWS_SHOWN).map(({ cells }) => cells.map(shown)),
        },
      };
    },
  }),
  'imports.plan': signedIn(mayImport, {
    recordsAs: 'import.begun',
    async run(call, { importId, columns, ...settings }) {
      const work = importOf(call, importId);
      if (work.status !== 'prepared') return refuse({ code: 'not_now' });
      const used = columns.filter((field) => field !== null);
      if (!used.includes('email'))
        return refuse({
          code: 'bad_input',
          fields: [{ field: 'columns', message: 'Choose the column with the emails.' }],
        });
      if (new Set(used).size !== used.length)
        return refuse({
          code: 'bad_input',
          fields: [{ field: 'columns', message: 'Two columns are matched with the same. Choose one of them.' }],
        });
      const plan = await planImport(call.context, call.actor, await readRows(work.table, columns), settings);
      // Carried out in between by a second click: what was planned then stands.
      if (work.status !== 'prepared') return refuse({ code: 'not_now' });
      work.plan = plan;
      return {
        counts: countsOf(plan),
        unknownClients: plan.unknownClients.slice(0, CLIENTS_SHOWN),
        unknownCount: plan.unknownClients.length,
        needsCode: !isPresent(call.context, call.actor.session.presenceAt),
      };
    },
  }),
  'imports.listRows': signedIn(mayImport, {
    run(call, { importId, kinds, offset, limit }) {
      const { rows } = planned(call, importId).plan;
      const found = kinds.length === 0 ? rows : rows.filter(({ state }) => kinds.includes(state.kind));
      return {
        rows: found.slice(offset, offset + limit).map(({ number, name, email, state }) => ({
          number,
          name: shown(name),
          email: shown(email),
          state,
        })),
        total: found.length,
      };
    },
  }),
  'imports.saveRefused': signedIn(mayImport, {
    run: async (call, { importId }) => ({
      isSaved: await call.desktop.saveText(
        call.windowId,
        'refused-rows.csv',
        refusedFile(planned(call, importId), call.desktop.csvSeparator),
      ),
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
        codes: work.codes.length,
      };
    },
  }),
};
