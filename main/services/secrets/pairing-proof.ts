// How a desktop and the firm's server prove to each other that they know the same pairing code. The proofs are bound to one
// TLS connection and to both keys: nobody who stands between two connections can pass one on.
import { createHmac, hkdfSync } from 'node:crypto';

export interface PairingFacts {
  /** The second half of the pairing code. */
  readonly secret: string;
  /** Exported from the TLS connection (RFC 9266): each connection has its own. */
  readonly channel: Uint8Array;
  /** Fingerprints of both public keys. */
  readonly desktop: Uint8Array;
  readonly server: Uint8Array;
}

export function provePairing(by: 'desktop' | 'server', { secret, channel, desktop, server }: PairingFacts): Uint8Array {
  const key = new Uint8Array(hkdfSync('sha256', secret, channel, 'rekey/pairing', 32));
  return createHmac('sha256', key).update(`${by}:`).update(desktop).update(server).digest();
}
