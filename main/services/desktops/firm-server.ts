// What the use cases need from the part of Rekey that listens (main/line/). It is here whether or not it listens.
import type { ServerPlace } from '../../storage/tables/server.ts';
import type { Identity } from '../secrets/certificate.ts';

export interface Serving {
  readonly since: number;
  /** What desktops type. */
  readonly addresses: readonly string[];
}

export interface FirmServer {
  /** Undefined: no other desktop can sign in. */
  readonly serving: Serving | undefined;
  /** @throws Refusal not_now (it listens, or begins to), port_taken, address_not_here. */
  listen(place: ServerPlace, identity: Identity): Promise<void>;
  /** Every desktop is cut off. */
  stop(): void;
  isConnected(desktopId: number): boolean;
  cut(desktopId: number): void;
  /** Of the computer, without those that only itself reaches. */
  listAddresses(): readonly string[];
  /** False: Rekey runs there without one, and nobody can sign in at that computer. */
  readonly hasWindow: boolean;
  /** As the system names it. */
  readonly computer: string;
}
