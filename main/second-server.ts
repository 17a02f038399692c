// A second server of a firm on PostgreSQL: its folder is made here, and it waits here until the first one is gone.
import { app } from 'electron';
import { askTerminal } from './ask-terminal.ts';
import { type Address, DEFAULT_PORT, toAddressText } from './domain/pairing.ts';
import { isAny, listAddresses } from './line/firm-server.ts';
import { postgresAddress } from './move-firm.ts';
import { firmPlace, userData, workspaceDependencies } from './open-firm.ts';
import { type Prepared, prepareStandby } from './prepare-standby.ts';
import { problemOf, sayProblem } from './problem.ts';
import { offerStatus } from './status-socket.ts';
import type { Reader } from './storage/engine/database.ts';
import type { Connection } from './storage/engine/postgres/connection.ts';
import { getServer } from './storage/tables/server.ts';
import { waitToServe } from './wait-to-serve.ts';

type Log = (line: string) => void;

/** Until no other server works with the database. */
export const waitHere = (database: string, listen: Address | undefined, log: Log): Promise<Connection> =>
  waitToServe({
    ...firmPlace,
    ...workspaceDependencies,
    address: postgresAddress(database),
    reachableAt: (reader) => reachableAt(reader, listen),
    offer: (status) => offerStatus(userData, status),
    print: (line) => void process.stdout.write(`${line}\n`),
    log,
  });

/** Once it serves. Empty: at no address of this computer. */
function reachableAt(reader: Reader, listen: Address | undefined): string {
  const host = listen === undefined || isAny(listen.host) ? listAddresses()[0] : listen.host;
  return host === undefined
    ? ''
    : toAddressText({ host, port: listen?.port ?? getServer(reader)?.port ?? DEFAULT_PORT });
}

const NOT_PREPARED: Readonly<Record<Exclude<Prepared['kind'], 'prepared'>, string>> = {
  folder_in_use: 'this folder has data of a firm already. Name an empty one with --user-data-dir=<folder>.',
  bad_code: 'the code of a recovery kit has 32 letters and digits, in eight groups.',
  wrong_code: 'this is not the code of the firm’s recovery kit.',
  no_kit: 'the firm’s recovery kit does not hold the key to the data. Make a new one in Settings first.',
  other_firm: 'the recovery kit in the database is not of this firm.',
};

/** Makes the folder of a second server, and ends the process. */
export async function prepareFolder(database: string, log: Log): Promise<void> {
  const { keyStore, clock } = workspaceDependencies;
  try {
    const prepared = await prepareStandby({
      ...firmPlace,
      address: postgresAddress(database),
      keyStore,
      now: clock.now(),
      askForKit: () => askTerminal('Code of the recovery kit: '),
    });
    if (prepared.kind !== 'prepared') return endWith(NOT_PREPARED[prepared.kind]);
    log('prepared as a second server');
    process.stdout.write(`prepared: this folder can serve ${prepared.firm}\n`, () => app.exit(0));
  } catch (error) {
    log(`not prepared: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    sayProblem(problemOf(error));
    app.exit(1);
  }
}

export function endWith(sentence: string): void {
  process.stderr.write(`Rekey: ${sentence}\n`);
  app.exit(1);
}
