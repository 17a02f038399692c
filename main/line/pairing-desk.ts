// Pairing, slowed down: growing waits after wrong codes, for each address. The counts are in memory, so that strangers write
// nothing to the disk but one record a minute.
import { Refusal, refuse } from '../domain/refusal.ts';
import { decideAttempt, NO_FAILURES, type ThrottleState } from '../domain/throttle.ts';
import type { Context } from '../services/act/context.ts';
import { type JoinRequest, joinDesktop, recordRefusedPairing } from '../services/desktops/pair-desktop.ts';
import { networkOf } from './network-of.ts';

const MOST_ADDRESSES = 4096;
const RECORD_EVERY_MS = 60_000;

export interface PairingDesk {
  /** @returns the server's proof. @throws Refusal wrong_pairing_code, locked_until. */
  join(address: string, request: JoinRequest): Uint8Array;
}

export function createPairingDesk(context: () => Context): PairingDesk {
  const failures = new Map<string, ThrottleState>();
  let recordedAt = Number.NEGATIVE_INFINITY;

  function begin(address: string): void {
    const state = failures.get(address) ?? NO_FAILURES;
    const decision = decideAttempt(state, context().clock.now(), Number.POSITIVE_INFINITY);
    if (decision.kind === 'wait') refuse({ code: 'locked_until', until: decision.until });
    if (decision.kind !== 'go') return;
    failures.delete(address);
    // The address that was quiet for longest is forgotten.
    const [oldest] = failures.size >= MOST_ADDRESSES ? failures.keys() : [];
    if (oldest !== undefined) failures.delete(oldest);
    failures.set(address, decision.next);
  }

  return {
    join(address, request) {
      const place = networkOf(address);
      begin(place);
      try {
        const proof = joinDesktop(context(), request);
        failures.delete(place);
        return proof;
      } catch (error) {
        const now = context().clock.now();
        if (error instanceof Refusal && Math.abs(now - recordedAt) >= RECORD_EVERY_MS) {
          recordedAt = now;
          recordRefusedPairing(context());
        }
        throw error;
      }
    },
  };
}
