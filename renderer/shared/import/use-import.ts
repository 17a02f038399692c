// Where an import stands: the chosen file, its dry run, the statement and the code, and what became of it.
import { useEffect, useEffectEvent, useState } from 'react';
import type { Failure, ImportCounts, InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { type HeadRow, MOST_ABOVE, readHead, type TableColumn } from '../../../preload/people-text/table-head.ts';
import { request } from '../../bridge.ts';
import { keepUnusedCode } from '../secrets/code-after-refusal.ts';
import { type Action, useAction } from '../use-action.ts';

export type ImportSubject = InputOf<'imports.choose'>['of'];
type ChosenFile = NonNullable<OutputOf<'imports.choose'>['table']>;

/** The chosen file with its headings, as they were found or chosen. */
export interface ImportedTable extends Pick<ChosenFile, 'importId' | 'fileName'> {
  /** The number of their row. Null: there is none. */
  readonly headRow: number | null;
  readonly columns: readonly TableColumn[];
  /** How many stand below the headings, and the first of them. */
  readonly rows: number;
  readonly first: readonly HeadRow[];
  /** Those that the headings may be in. */
  readonly candidates: readonly HeadRow[];
}

function toTable(
  of: ImportSubject,
  { importId, fileName, rows, width, first }: ChosenFile,
  chosen?: number | null,
): ImportedTable {
  const { row: headRow, columns } = readHead(of, first, width, chosen);
  const below = first.filter(({ number }) => number > (headRow ?? 0));
  const candidates = first.slice(0, MOST_ABOVE);
  return { importId, fileName, headRow, columns, rows: rows - (first.length - below.length), first: below, candidates };
}

/** What every dry run answers. */
export interface DryRunAnswer {
  readonly counts: ImportCounts;
  readonly needsCode: boolean;
}

export interface Importing<Plan extends DryRunAnswer, Choice = null> {
  readonly of: ImportSubject;
  readonly table: ImportedTable | undefined;
  /** Undefined before the dry run. Each has a number of its own. */
  readonly plan: { readonly number: number; readonly value: Plan } | undefined;
  readonly result: OutputOf<'imports.start'> | undefined;
  readonly note: string;
  readonly code: string;
  readonly reading: Action;
  readonly planning: Action;
  readonly importing: Action;
  /** Of the act. Undefined where the dry run is only too old. */
  readonly failure: Failure | undefined;
  /** Main refuses a dry run that is too old. A new one is made, and the statement stays. */
  readonly isTooOld: boolean;
  /** It was carried out before, and its answer was lost. */
  readonly wasDone: boolean;
  /** Codes of what was carried out before, which main holds. */
  readonly heldCodes: Extract<Failure, { code: 'codes_not_saved' }> | undefined;
  readonly isBusy: boolean;
  /** How many rows the act carries out. */
  readonly toDo: number;
  setNote(note: string): void;
  setCode(code: string): void;
  choose(): void;
  chooseHeadRow(row: number | null): void;
  /** What the person has chosen for the dry run that is shown, beside the columns. */
  readonly choice: Choice;
  dryRun(choice: Choice): void;
  /** Back to the columns. */
  match(): void;
  /** Back to the beginning: another file, or the same one again. */
  startAnew(): void;
  carryOut(): void;
}

/** @param first the choice before the first dry run. @param onChosen a file or its headings were chosen. @param plan makes the dry run. */
export function useImport<Plan extends DryRunAnswer, Choice>(
  of: ImportSubject,
  first: Choice,
  onChosen: (table: ImportedTable) => void,
  plan: (table: ImportedTable, choice: Choice) => Promise<Plan>,
): Importing<Plan, Choice> {
  const [file, setFile] = useState<ChosenFile>();
  const [table, setTable] = useState<ImportedTable>();
  const [planned, setPlanned] = useState<Importing<Plan, Choice>['plan']>();
  const [choice, setChoice] = useState(first);
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const [result, setResult] = useState<OutputOf<'imports.start'>>();
  const reading = useAction();
  const planning = useAction();
  const importing = useAction();
  const isTooOld = importing.failure?.code === 'conflict';
  const take = (chosen: ImportedTable) => {
    setTable(chosen);
    onChosen(chosen);
  };
  const dryRun = (next: Choice) =>
    void planning.run(async () => {
      if (table === undefined) return;
      const value = await plan(table, next);
      if (isTooOld) importing.clear();
      setChoice(next);
      setPlanned((before) => ({ number: (before?.number ?? 0) + 1, value }));
    });
  // Where it was carried out before, main may hold its codes: then it refuses a dry run, and the codes are offered.
  const looking = useAction();
  const wasDone = importing.failure?.code === 'done_before';
  const lookForCodes = useEffectEvent(() =>
    looking.run(async () => {
      if (table !== undefined) await plan(table, choice);
    }),
  );
  useEffect(() => {
    if (wasDone) void lookForCodes();
  }, [wasDone]);
  const { invite, add, update } = planned?.value.counts ?? { invite: 0, add: 0, update: 0 };
  return {
    of,
    table,
    plan: planned,
    result,
    note,
    code,
    reading,
    planning,
    importing,
    failure: isTooOld ? undefined : importing.failure,
    isTooOld,
    wasDone,
    heldCodes: looking.failure?.code === 'codes_not_saved' ? looking.failure : undefined,
    isBusy: reading.isBusy || planning.isBusy || importing.isBusy || looking.isBusy,
    toDo: invite + add + update,
    choice,
    setNote,
    setCode,
    choose: () =>
      void reading.run(async () => {
        const chosen = (await request('imports.choose', { of })).table;
        if (chosen === null) return;
        setFile(chosen);
        take(toTable(of, chosen));
        setPlanned(undefined);
        setChoice(first);
      }),
    chooseHeadRow: (row) => {
      if (file !== undefined) take(toTable(of, file, row));
    },
    dryRun,
    match: () => setPlanned(undefined),
    startAnew: () => {
      setTable(undefined);
      setPlanned(undefined);
      setNote('');
      planning.clear();
      importing.clear();
      looking.clear();
    },
    carryOut: () =>
      void importing.run(async () => {
        if (table === undefined) return;
        try {
          setResult(await request('imports.start', { importId: table.importId, note, code }));
        } catch (error) {
          setCode(await keepUnusedCode(code, error));
          throw error;
        }
      }),
  };
}
