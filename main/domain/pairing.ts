// What a desktop needs to join the firm's server: its addresses and the pairing code. A pairing file has both, one a line,
// so that a person can read it.
import { CODE_BYTES, readCode, writeCode } from './code-text.ts';

/** Unassigned, and below the ports that systems give to outgoing connections. */
export const DEFAULT_PORT = 27_443;
const LETTERS = 32;
export const PAIRING_MS = 10 * 60_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Pairing {
  readonly addresses: readonly Address[];
  readonly halves: Halves;
}

/** The code is 80 bits of the fingerprint of the server's key, then 80 of secret, each as text. */
export interface Halves {
  readonly fingerprint: string;
  readonly secret: string;
}

/** The first half of the code. @param fingerprint of the server's key. */
export const toFingerprintText = (fingerprint: Uint8Array): string => writeCode(fingerprint.subarray(0, CODE_BYTES));

export const toPairingCode = ({ fingerprint, secret }: Halves): string => `${fingerprint}-${secret}`;

export const toAddressText = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export const toPairingText = (addresses: readonly string[], code: string): string =>
  [
    'Rekey: join your firm on another computer',
    ...addresses.map((address) => `Address: ${address}`),
    `Pairing code: ${code}`,
    '',
  ].join('\n');

const HOST = /^[a-z0-9]([a-z0-9._-]{0,250}[a-z0-9])?$/i;
/** With a gap, or all eight groups. */
const IPV6 = /^(?=.*::|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(%|$))[0-9a-f:.]{2,45}(%[a-z0-9._-]{1,20})?$/i;

/** @returns undefined for what is no address. */
export function parseAddress(typed: string): Address | undefined {
  const text = typed.trim();
  const [, bracketed, rest = ''] = /^\[([^\]]*)\](.*)$/.exec(text) ?? [];
  if (bracketed !== undefined) return IPV6.test(bracketed) ? withPort(bracketed, rest) : undefined;
  // More than one colon: an IPv6 address without a port.
  if (text.split(':').length > 2) return IPV6.test(text) ? { host: text, port: DEFAULT_PORT } : undefined;
  const [host = '', port] = text.split(':');
  return HOST.test(host) ? withPort(host, port === undefined ? '' : `:${port}`) : undefined;
}

function withPort(host: string, rest: string): Address | undefined {
  if (rest === '') return { host, port: DEFAULT_PORT };
  const port = /^:[0-9]{1,5}$/.test(rest) ? Number(rest.slice(1)) : 0;
  return port > 0 && port < 65_536 ? { host, port } : undefined;
}

/**
 * @param address what a person typed, or the content of a pairing file.
 * @param code may be empty where the file has it.
 * @returns which of the two cannot be read.
 */
export function readPairing(address: string, code: string): Pairing | 'address' | 'code' {
  const lines = [...address.matchAll(/^\s*Address:(.*)$/gim)].map(([, found = '']) => found);
  const addresses = (lines.length > 0 ? lines : [address]).map(parseAddress).filter((one) => one !== undefined);
  if (addresses.length === 0) return 'address';
  const inFile = /^\s*Pairing code:(.*)$/im.exec(address)?.[1] ?? '';
  const read = readCode(code.trim() === '' ? inFile : code, LETTERS);
  if (read === undefined) return 'code';
  const half = read.length >> 1;
  return {
    addresses: addresses.slice(0, 10),
    halves: { fingerprint: read.slice(0, half), secret: read.slice(half + 1) },
  };
}
