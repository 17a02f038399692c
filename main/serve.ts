// Rekey without a window: it serves the firm of its folder to other desktops and does nothing else. What goes wrong is said on
// the standard error, and ends the process: the service that runs it starts it again.
import { app } from 'electron';
import { policyProblemWords } from '../preload/tables/policy-words.ts';
import type { Address } from './domain/pairing.ts';
import { Refusal, type RefusalReason, refuse } from './domain/refusal.ts';
import { startClock } from './firm-clock.ts';
import { createDoor, type FirmDoor } from './ipc/door.ts';
import type { Desktop } from './ipc/handler.ts';
import { createFirmServer } from './line/firm-server.ts';
import { managedHere } from './managed-here.ts';
import { moveFirm, postgresAddress } from './move-firm.ts';
import { firmPlace, openFirm, userData } from './open-firm.ts';
import { problemOf, sayProblem } from './problem.ts';
import { endWith, waitHere } from './second-server.ts';
import { followStandby, standbyStatus } from './serve-standby.ts';
import { backUpIfDue } from './services/backup/plan-backups.ts';
import { serveByArgument } from './services/desktops/serve-firm.ts';
import { noteAddresses } from './services/desktops/server-addresses.ts';
import { askStatus, offerStatus } from './status-socket.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import type { Connection } from './storage/engine/postgres/connection.ts';
import { getBackupPlan } from './storage/tables/backup-plan.ts';
import { getFirm } from './storage/tables/firm.ts';
import type { Workspace } from './workspace.ts';

const CHECK_FOR_DAMAGE_AFTER_MS = 1000;

export type Log = (line: string) => void;

/**
 * Ends the process, sooner or later.
 * @param database the address of a database of PostgreSQL; undefined: the file of the folder.
 */
export async function serveFolder(listen: Address | undefined, database: string | undefined, log: Log): Promise<void> {
  const wait = database === undefined ? undefined : () => waitHere(database, listen, log);
  const opened = await openOrSay(wait, log);
  if (opened === undefined) return app.exit(1);
  await serveFirm(opened.workspace, opened.firmName, listen, log);
}

interface Opened {
  readonly workspace: Workspace;
  readonly firmName: string;
}

/**
 * Says why it cannot open it.
 * @param find the database of PostgreSQL, or the connection that has its lock; undefined: the file of the folder.
 */
export async function openOrSay(
  find: (() => Promise<PostgresAddress | Connection>) | undefined,
  log: Log,
): Promise<Opened | undefined> {
  try {
    const workspace = await openFirm(await find?.());
    const firm = getFirm(workspace.context.storage.read);
    if (firm !== undefined) return { workspace, firmName: firm.name };
    workspace.close();
    sayProblem({ kind: find === undefined ? 'no_firm' : 'without_firm' });
    return undefined;
  } catch (error) {
    log(`cannot open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    sayProblem(problemOf(error));
    return undefined;
  }
}

/** Moves the firm of the folder to an empty database of PostgreSQL, and ends the process. */
export async function moveToPostgres(database: string, log: Log): Promise<void> {
  const opened = await openOrSay(undefined, log);
  if (opened === undefined) return app.exit(1);
  const { workspace } = opened;
  try {
    const { tables, rows, isAlone, notFlushed, notRenamed } = moveFirm(
      workspace,
      firmPlace.folder,
      postgresAddress(database),
    );
    log(`moved to PostgreSQL: ${tables} tables, ${rows} rows${isAlone ? ', and no standby has confirmed it' : ''}`);
    if (isAlone)
      process.stderr.write(
        'Rekey: the firm is moved, but no standby has confirmed it within three seconds. Until one is in step it is on one machine only. Keep rekey.db.before-postgres until then.\n',
      );
    if (notFlushed !== undefined) {
      log(`the note is not flushed: ${String(notFlushed)}`);
      process.stderr.write(
        'Rekey: the firm is moved, but the disk has not confirmed it. Look whether the folder is as moved after the next power cut.\n',
      );
    }
    if (notRenamed !== undefined) {
      log(`the file has its old name: ${String(notRenamed)}`);
      process.stderr.write(
        'Rekey: the firm is moved, but its old file rekey.db could not be renamed. Nothing opens it any longer: rename it or keep it safe yourself.\n',
      );
    }
    process.stdout.write(`moved: ${tables} tables, ${rows} rows, each compared\n`, () => app.exit(0));
  } catch (error) {
    if (!workspace.context.storage.isClosed) workspace.close();
    log(`not moved: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    sayProblem(problemOf(error));
    app.exit(1);
  }
}

async function serveFirm(
  workspace: Workspace,
  firmName: string,
  listen: Address | undefined,
  log: (line: string) => void,
): Promise<void> {
  const { context } = workspace;
  const server = createFirmServer({
    context: () => context,
    door: () => door,
    keyProtection: () => workspace.keyProtection,
    hasWindow: false,
    log,
  });
  const door: FirmDoor = createDoor({
    context: () => context,
    desktopOf: (windowId) => server.desktopOf(windowId) ?? nobody(workspace, server),
    log,
    announce: (windowId, name, payload) => void server.announce(windowId, name, payload),
  });
  try {
    await serveByArgument(context, server, listen);
  } catch (error) {
    workspace.close();
    log(`does not serve: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const code = error instanceof Refusal ? error.reason.code : 'unexpected';
    return endWith(WHY_NOT[code] ?? 'something happened that Rekey did not expect. It is noted in the log.');
  }
  const stopClock = startClock(
    door,
    () => workspace,
    log,
    server.sweep,
    () => {
      noteServers();
      void backUp(false);
    },
  );
  const startedAt = context.clock.now();
  const endStatus = await offerStatus(userData, () => ({
    state: 'serving',
    version: context.appVersion,
    servingSince: new Date(startedAt).toISOString(),
    addresses: server.serving?.addresses ?? [],
    waiting: context.storage.listWaiting(),
    desktopsConnected: server.countConnected(),
    keyProtection: workspace.keyProtection,
    memoryMiB: Math.round(process.memoryUsage().rss / 1_048_576),
    isBackedUpAutomatically: getBackupPlan(context.storage.read) !== undefined,
    ...standbyStatus(context),
  })).catch((error: unknown) => log(`--status is not answered: ${String(error)}`));
  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    stopClock();
    server.shutDown();
    endStatus?.();
    if (code === 0) await backUp(true);
    if (!context.storage.isClosed) workspace.close();
    app.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
  app.on('will-quit', (event) => {
    event.preventDefault();
    void end(0);
  });
  process.on('uncaughtException', (error) => {
    log(`uncaught: ${error.stack ?? error.message}`);
    process.stderr.write('Rekey: something happened that Rekey did not expect. It is noted in the log.\n');
    void end(1);
  });
  process.on('unhandledRejection', (reason) =>
    log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`),
  );
  context.storage.onLoss((problem) => {
    sayProblem(problemOf(problem));
    setImmediate(() => {
      context.storage.close();
      void end(1);
    });
  });
  workspace.recordWatch.listen({
    onFound: () => door.stateChanged(),
    onError: (error) => log(`the record is not checked: ${error instanceof Error ? error.message : String(error)}`),
  });
  setTimeout(() => void checkForDamage(), CHECK_FOR_DAMAGE_AFTER_MS);
  warnOfPolicy(log);
  followStandby(context, door, log);
  noteServers();
  log('serves');
  process.stdout.write(`serving ${firmName} on ${server.serving?.addresses[0] ?? ''}\n`);

  /** Where it fails, the next minute tries again. */
  function noteServers(): void {
    try {
      if (!context.storage.isClosed && noteAddresses(context, server)) server.tellAddresses();
    } catch (error) {
      log(`the addresses of servers are not noted: ${String(error)}`);
    }
  }

  async function checkForDamage(): Promise<void> {
    try {
      if (!(await workspace.findDamage())) return workspace.recordWatch.checkLater();
    } catch (error) {
      return log(`not checked for damage: ${error instanceof Error ? error.message : String(error)}`);
    }
    sayProblem({ kind: 'damaged' });
    await end(1);
  }

  async function backUp(isClosing: boolean): Promise<void> {
    try {
      if (!context.storage.isClosed && (await backUpIfDue(context, isClosing))) door.stateChanged();
    } catch (error) {
      log(`not backed up: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}

function warnOfPolicy(log: (line: string) => void): void {
  const { file, problem } = managedHere;
  if (problem === null) return;
  const text = `the policy file ${file} cannot be used: ${policyProblemWords(problem)}. Safe settings are used until it is corrected and Rekey is started again.`;
  log(text);
  process.stderr.write(`Rekey: ${text}\n`);
}

const WHY_NOT: Readonly<Partial<Record<RefusalReason['code'], string>>> = {
  not_now: 'the firm was moved to another computer. Serve it there.',
  port_taken: 'another program uses the port. Choose another one with --listen <address>:<port>.',
  address_not_here: 'this computer does not have the address that it should listen on.',
};

/** There is no window here that could ask for anything. */
function nobody({ keyProtection }: Workspace, server: Desktop['server']): Desktop {
  const refused = async (): Promise<never> => refuse({ code: 'not_now' });
  return {
    keyProtection,
    csvSeparator: ',',
    isHere: true,
    server,
    readDataKey: refused,
    copy: refused,
    saveText: refused,
    saveParts: refused,
    chooseTable: refused,
    print: refused,
    savePdf: refused,
    printPdf: refused,
    mail: refused,
    protectWindow: () => undefined,
    chooseBackupPlace: refused,
    chooseBackupFolder: refused,
    chooseBackup: refused,
    restoreFirm: refused,
    openSample: refused,
    leaveSample: refused,
    join: refused,
  };
}

/** Prints how the Rekey is that serves this folder. */
export async function printStatus(): Promise<void> {
  const status = await askStatus(userData);
  if (status === undefined) return endWith('no Rekey without a window serves this folder.');
  process.stdout.write(status, () => app.exit(0));
}
