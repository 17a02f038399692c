// What `rekey --serve` does once and then ends: the way back from PostgreSQL, and where automatic backups go.
import { app } from 'electron';
import { Refusal, type RefusalReason } from './domain/refusal.ts';
import { moveBack } from './move-back.ts';
import { postgresAddress } from './move-firm.ts';
import { firmPlace } from './open-firm.ts';
import { problemOf, sayProblem } from './problem.ts';
import { readPassphraseTwice } from './read-passphrase.ts';
import { type Log, openOrSay } from './serve.ts';
import { planWithoutWindow } from './services/backup/plan-without-window.ts';
import type { Workspace } from './workspace.ts';

/** Moves the firm from a database of PostgreSQL back into the folder, and ends the process. */
export async function moveBackFromPostgres(database: string, log: Log): Promise<void> {
  const opened = await openOrSay(async () => postgresAddress(database), log);
  if (opened === undefined) return app.exit(1);
  const { workspace } = opened;
  try {
    const { tables, rows, secretsOpened, secretsClosed, notFlushed } = await moveBack(workspace, firmPlace.folder);
    const counts = `${tables} tables, ${rows} rows, each compared; ${secretsOpened} secrets opened`;
    log(`moved back from PostgreSQL: ${counts}, ${secretsClosed} did not open`);
    if (secretsClosed > 0)
      say(`${secretsClosed} secrets do not open. Another program has written them, and they were so before.`);
    if (notFlushed !== undefined) {
      log(`the folder is not flushed: ${String(notFlushed)}`);
      say(
        'the firm is moved, but the disk has not confirmed it. Look whether the folder opens after the next power cut.',
      );
    }
    endWith(`moved back: ${counts}\n`);
  } catch (error) {
    failWith(workspace, 'not moved back', error, log);
    sayProblem(problemOf(error));
    app.exit(1);
  }
}

/** Plans automatic backups into a folder, makes the first one, and ends the process. */
export async function planBackupsTo(folder: string, database: string | undefined, log: Log): Promise<void> {
  const opened = await openOrSay(database === undefined ? undefined : async () => postgresAddress(database), log);
  if (opened === undefined) return app.exit(1);
  const { workspace } = opened;
  try {
    const typed = await readPassphraseTwice(process.stdin, (text) => void process.stderr.write(text));
    if (typed === undefined) throw new Refusal({ code: 'bad_input', fields: [NOT_TYPED] });
    const [passphrase, repeated] = typed;
    const { people, records } = await planWithoutWindow(workspace.context, { folder, passphrase, repeated });
    workspace.close();
    endWith(`backed up: ${people} people, ${records} records, opened again and checked\n`);
  } catch (error) {
    failWith(workspace, 'no backups planned', error, log);
    const sentence = error instanceof Refusal ? sentenceOf(error.reason) : undefined;
    if (sentence === undefined) sayProblem(problemOf(error));
    else say(sentence);
    app.exit(1);
  }
}

const NOT_TYPED = {
  field: 'passphrase',
  message: 'The passphrase is read twice from the standard input, a line each.',
};

function sentenceOf(reason: RefusalReason): string | undefined {
  return reason.code === 'bad_input' ? reason.fields[0]?.message : SENTENCES[reason.code];
}

const SENTENCES: Readonly<Partial<Record<RefusalReason['code'], string>>> = {
  not_now: 'the firm was moved to another computer. Make its backups there.',
  set_by_it: 'the policy file names another folder for backups.',
  backup_in_data_folder: 'this folder is inside the data folder of Rekey. Choose one on another disk.',
  backup_not_saved:
    'the backup could not be written there: the disk is full, the folder is gone, or this account may not write to it.',
  backup_not_proved: 'the backup was written, but does not open again as it should. Choose another disk.',
  cannot_write: 'the disk of the data folder is full or cannot be written to.',
};

const say = (sentence: string): void => void process.stderr.write(`Rekey: ${sentence}\n`);
const endWith = (line: string): void => void process.stdout.write(line, () => app.exit(0));

function failWith({ context, close }: Workspace, what: string, error: unknown, log: Log): void {
  if (!context.storage.isClosed) close();
  log(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
