// The arguments of a Rekey without a window, which only serves other desktops.
import { type Address, parseAddress } from './domain/pairing.ts';

export type ServeOrder =
  | { readonly kind: 'serve'; readonly listen: Address | undefined }
  | { readonly kind: 'status' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly sentence: string };

export const SERVE_HELP = `rekey --serve [--listen <address>:<port>] [--user-data-dir=<folder>]

Serves the firm in the folder to other desktops, without a window, until it is ended.
It prints one line when it is ready: serving <firm> on <address>:<port>

  --listen <address>:<port>   One of this computer's addresses, and a port from 1024 to 65535.
                              0.0.0.0 is every address. Without this: as in Settings, Other desktops,
                              or every address and port 27443.
  --user-data-dir=<folder>    The data folder of Rekey. It holds a firm already: create it, or restore
                              it from a backup, in a window first.
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
  const given = args.flatMap((arg, at) => {
    if (arg === '--listen') return [args[at + 1] ?? ''];
    return arg.startsWith('--listen=') ? [arg.slice('--listen='.length)] : [];
  });
  const [text] = given;
  if (text === undefined) return { kind: 'serve', listen: undefined };
  const listen = parseAddress(text);
  return given.length > 1 || listen === undefined || listen.port < 1024
    ? wrong('--listen needs one address and port, such as 192.168.1.20:27443.')
    : { kind: 'serve', listen };
}

const wrong = (sentence: string): ServeOrder => ({ kind: 'wrong', sentence });
