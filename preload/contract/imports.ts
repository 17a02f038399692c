// Imports people or clients out of a file for a spreadsheet: the file, its columns, the dry run and the act. bulk.ts has its end, and
// what becomes of the activation codes. The file is read by main; the window sees a few rows of it and what was understood.
import * as v from 'valibot';
import { bulkCut, bulkId } from './bulk.ts';
import { clientTypeSchema } from './clients.ts';
import { clientId, count, freshCode, id, listOf, note, page, savedFile, shownName, text } from './fields.ts';
import { roleSchema } from './words.ts';

const importFieldSchema = v.picklist(['email', 'name', 'firstName', 'lastName', 'phone', 'role', 'clients']);
export type ImportField = v.InferOutput<typeof importFieldSchema>;
/** `invitation`: people who are still invited get a new activation code. */
const importedColumnSchema = v.picklist(['name', 'phone', 'role', 'clients', 'invitation']);
export type ImportedColumn = v.InferOutput<typeof importedColumnSchema>;
const clientFieldSchema = v.picklist(['name', 'type', 'accountingSoftware', 'status']);
export type ClientField = v.InferOutput<typeof clientFieldSchema>;
const clientFactSchema = v.picklist(['type', 'accountingSoftware']);
export type ClientFact = v.InferOutput<typeof clientFactSchema>;

/** What the rows of the file are. */
const subjectSchema = v.picklist(['people', 'clients']);

/** A cell as it is shown: the beginning of a long one. */
const shownCell = text(200);
/** Sentences of main's own. They may quote names. */
const why = text(1000);
/** The beginning of a value, or of a list of names. */
const shownValue = text(400);

/** The number of the row with the headings; what stands above it is not read. 0: there is none. */
const headRow = count;

const stateSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('invite'), role: roleSchema, clients: shownValue }),
  v.strictObject({ kind: v.literal('add'), type: clientTypeSchema, accountingSoftware: shownValue }),
  v.strictObject({
    kind: v.literal('update'),
    /** Roles and types under the names of the record. Empty: none. */
    changes: v.array(
      v.strictObject({
        what: v.picklist([...importedColumnSchema.options, ...clientFactSchema.options]),
        from: shownValue,
        to: shownValue,
      }),
    ),
  }),
  v.strictObject({ kind: v.literal('same') }),
  v.strictObject({ kind: v.literal('skipped'), why }),
  v.strictObject({ kind: v.literal('refused'), why }),
  v.strictObject({ kind: v.literal('invited') }),
  v.strictObject({ kind: v.literal('added') }),
  v.strictObject({ kind: v.literal('updated') }),
  v.strictObject({ kind: v.literal('not_reached') }),
]);
export type ImportState = v.InferOutput<typeof stateSchema>;
const kindSchema = v.picklist([
  'invite',
  'add',
  'update',
  'same',
  'skipped',
  'refused',
  'invited',
  'added',
  'updated',
  'not_reached',
]);

const countsSchema = v.strictObject(v.entriesFromList(kindSchema.options, count));
export type ImportCounts = v.InferOutput<typeof countsSchema>;

/** Names of clients that are not there. */
export const MOST_CLIENTS_SHOWN = 500;

export const importsRequests = {
  /** Saves a file with the headings that an import knows, and one row as an example. */
  'imports.saveTemplate': {
    input: v.strictObject({ of: subjectSchema }),
    output: v.strictObject({ file: savedFile }),
  },
  /** Asks for the file and reads it. `table` is null when the person cancels. */
  'imports.choose': {
    input: v.strictObject({ of: subjectSchema }),
    output: v.strictObject({
      table: v.nullable(
        v.strictObject({
          importId: bulkId,
          fileName: text(300),
          /** All of them, titles and headings too. */
          rows: count,
          /** How many columns there are. */
          width: count,
          /** The first rows. `readHead` says which of them has the headings. */
          first: v.array(v.strictObject({ number: id, cells: v.array(shownCell) })),
        }),
      ),
    }),
  },
  /** The dry run of a list of people. It changes nothing and is good for ten minutes. */
  'imports.plan': {
    input: v.strictObject({
      importId: bulkId,
      headRow,
      /** What each column holds; null: it is not used. */
      columns: v.pipe(listOf(v.nullable(importFieldSchema), 100), v.minLength(1, 'Choose the column with the emails.')),
      /** What is changed of people who have an account. */
      update: listOf(importedColumnSchema, 5),
      /** Of new people whose row names none. */
      role: v.nullable(roleSchema),
      clientId: v.nullable(clientId),
      /** Clients that are not there are made, of this kind, but for these names. */
      makeClients: v.nullable(
        v.strictObject({ type: clientTypeSchema, except: listOf(shownName, MOST_CLIENTS_SHOWN) }),
      ),
    }),
    output: v.strictObject({
      counts: countsSchema,
      /** The first ones of `unknownCount`, at most `MOST_CLIENTS_SHOWN`. */
      unknownClients: v.array(shownName),
      unknownCount: count,
      needsCode: v.boolean(),
    }),
  },
  /** The same of a list of clients. */
  'imports.planClients': {
    input: v.strictObject({
      importId: bulkId,
      headRow,
      columns: v.pipe(listOf(v.nullable(clientFieldSchema), 100), v.minLength(1, 'Choose the column with the names.')),
      /** What is changed of clients that are there. */
      update: listOf(clientFactSchema, 2),
      /** Of new clients whose row names none. */
      type: v.nullable(clientTypeSchema),
    }),
    output: v.strictObject({ counts: countsSchema, needsCode: v.boolean() }),
  },
  'imports.listRows': {
    input: v.strictObject({ importId: bulkId, kinds: listOf(kindSchema, 10), ...page }),
    output: v.strictObject({
      /** A client has no email. */
      rows: v.array(v.strictObject({ number: id, name: shownCell, email: shownCell, state: stateSchema })),
      total: count,
    }),
  },
  /** Saves the refused and skipped rows with their reasons, as a file that can be corrected and imported. */
  'imports.saveRefused': {
    input: v.strictObject({ importId: bulkId }),
    output: v.strictObject({ file: savedFile }),
  },
  /** Answers when all is done or after Cancel. The event `bulk.progress` tells how far it is. */
  'imports.start': {
    input: v.strictObject({
      importId: bulkId,
      note: v.pipe(note, v.nonEmpty('Say briefly what this list is, and why it is imported.')),
      code: freshCode,
    }),
    output: v.strictObject({ counts: countsSchema, isCancelled: v.boolean(), cut: bulkCut, codes: count }),
  },
} as const;
