// The arguments of a Rekey without a window, which only serves other desktops.
import { isAbsolute } from 'node:path';
import { type Address, parseAddress } from './domain/pairing.ts';
import { readPostgresUrl } from './storage/engine/postgres/address.ts';

export type ServeOrder =
  | { readonly kind: 'serve'; readonly listen: Address | undefined; readonly database?: string }
  | { readonly kind: 'move'; readonly database: string }
  | { readonly kind: 'move_back'; readonly database: string }
  | { readonly kind: 'back_up'; readonly folder: string; readonly database?: string }
  | { readonly kind: 'prepare'; readonly database: string }
  | { readonly kind: 'status' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly sentence: string };

export const SERVE_HELP = `rekey --serve [--listen <address>:<port>] [--database <url>] [--user-data-dir=<folder>]

Serves the firm in the folder to other desktops, without a window, until it is ended.
It prints one line when it is ready: serving <firm> on <address>:<port>

  --listen <address>:<port>   One of this computer's addresses, and a port from 1024 to 65535.
                              0.0.0.0 is every address. Without this: as in Settings, Other desktops,
                              or every address and port 27443.
  --user-data-dir=<folder>    The data folder of Rekey. It holds a firm already: create it, or restore
                              it from a backup, in a window first.
  --database <url>            The firm's database is on a PostgreSQL server and not in the folder:
                              postgres:///<database>?host=<folder of the socket>&user=<user>
                              postgres://<user>@<host>/<database>?sslmode=verify-full
                              postgres://<user>@<host>,<host>/<database>?sslmode=verify-full
                              Of several hosts, the one that takes changes is used. While another
                              Rekey serves the firm, or PostgreSQL is not there, this one waits.
                              A password comes from the credential database-password of systemd,
                              from PGPASSWORD or from PGPASSFILE, and not from here.
  --serve --move-to <url>     Moves the firm of the folder to an empty database of PostgreSQL.
  --serve --move-back --database <url>
                              Moves the firm from that database back into the folder.
  --serve --backups-to <folder> [--database <url>]
                              Makes a backup in the folder, and automatic ones from then on. The passphrase
                              is read twice from the standard input. A terminal does not show it.
  --serve --prepare-standby --database <url>
                              Makes the folder of a second server of the firm. It asks for the code
                              of the recovery kit.
  --serve --status            Asks the Rekey that serves this folder how it is, and prints it as JSON.
  --serve --help              Prints this.

It ends in order on SIGTERM and SIGINT. The exit code is 1 where it cannot serve, and the standard
error says why. Its log is in the folder, under logs.
`;

/** @param args of the command line. @returns undefined where Rekey opens a window. */
export function readServeOrder(args: readonly string[]): ServeOrder | undefined {
  const has = (name: string): boolean => args.includes(`--${name}`);
  if (!has('serve')) return undefined;
  if (has('help')) return { kind: 'help' };
  if (has('status')) return { kind: 'status' };
  if (has('demo')) return wrong('the sample firm is served to nobody.');
  const moveTo = valuesOf(args, '--move-to');
  if (moveTo.length > 0) {
    const database = readPostgresUrl(moveTo[0] ?? '');
    if (moveTo.length > 1 || database === undefined) return wrong(`--move-to ${NEEDS_URL}`);
    return { kind: 'move', database };
  }
  const [url, ...otherUrls] = valuesOf(args, '--database');
  const database = readPostgresUrl(url ?? '');
  if (url !== undefined && (otherUrls.length > 0 || database === undefined)) return wrong(`--database ${NEEDS_URL}`);
  const onPostgres = database === undefined ? {} : { database };
  if (has('move-back'))
    return database === undefined
      ? wrong(`--move-back needs --database. It ${NEEDS_URL}`)
      : { kind: 'move_back', database };
  const [folder, ...otherFolders] = valuesOf(args, '--backups-to');
  if (folder !== undefined)
    return otherFolders.length > 0 || !isAbsolute(folder)
      ? wrong('--backups-to needs one full path of a folder.')
      : { kind: 'back_up', folder, ...onPostgres };
  if (has('prepare-standby'))
    return database === undefined
      ? wrong(`--prepare-standby needs --database <url>. It ${NEEDS_URL}`)
      : { kind: 'prepare', database };
  const [text, ...others] = valuesOf(args, '--listen');
  if (text === undefined) return { kind: 'serve', listen: undefined, ...onPostgres };
  const listen = parseAddress(text);
  return others.length > 0 || listen === undefined || listen.port < 1024
    ? wrong('--listen needs one address and port, such as 192.168.1.20:27443.')
    : { kind: 'serve', listen, ...onPostgres };
}

const NEEDS_URL =
  'needs one address without a password: postgres:///<database>?host=<folder of the socket>&user=<user>, or postgres://<user>@<host>/<database>?sslmode=verify-full.';

const valuesOf = (args: readonly string[], name: string): readonly string[] =>
  args.flatMap((arg, at) => {
    if (arg === name) return [args[at + 1] ?? ''];
    return arg.startsWith(`${name}=`) ? [arg.slice(name.length + 1)] : [];
  });

const wrong = (sentence: string): ServeOrder => ({ kind: 'wrong', sentence });
