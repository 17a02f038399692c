// How many connections may be open that have not proved themselves, and how many handshakes may begin in a time. A handshake costs
// more than anything else that a stranger can ask for: some 2 ms of a processor. So one network has at most 2 % of a processor
// for long, and all strangers together 10 %.
import { networkOf } from './network-of.ts';

/** Open at the same time, together and from one network. */
const MOST_STRANGERS = 64;
const MOST_STRANGERS_OF_ONE = 8;
/** At once, after a pause; and then in each second. Desktops that come back together wait and try again. */
const OF_ONE = { burst: 100, perSecond: 10 };
const OF_ALL = { burst: 250, perSecond: 50 };
const MOST_NETWORKS = 4096;

export interface StrangerLimits {
  /** @returns false where the connection is to be closed before its handshake. */
  admit(end: string, address: string): boolean;
  /** It is a desktop. Its network no longer waits for those of strangers. */
  prove(end: string): void;
  leave(end: string): void;
  isStranger(end: string): boolean;
}

/** @param now in ms, by a clock that nobody sets. */
export function createStrangerLimits(now: () => number): StrangerLimits {
  /** Connections that have not proved themselves, with their network. */
  const strangers = new Map<string, string>();
  const networks = new Map<string, Bucket>();
  /** A flood from elsewhere does not keep the desktops of these out: neither its rate nor its open connections. */
  const known = new Set<string>();
  const all = createBucket(OF_ALL, now);

  function bucketOf(network: string): Bucket {
    const bucket = networks.get(network) ?? createBucket(OF_ONE, now);
    networks.delete(network);
    networks.set(network, bucket);
    forgetOldest(networks);
    return bucket;
  }

  return {
    admit(end, address) {
      const network = networkOf(address);
      const ofOne = [...strangers.values()].filter((other) => other === network).length;
      const isFull = strangers.size >= MOST_STRANGERS && !known.has(network);
      if (isFull || ofOne >= MOST_STRANGERS_OF_ONE) return false;
      if (!bucketOf(network).take()) return false;
      if (!known.has(network) && !all.take()) return false;
      strangers.set(end, network);
      return true;
    },
    prove(end) {
      const network = strangers.get(end);
      strangers.delete(end);
      if (network === undefined) return;
      known.delete(network);
      known.add(network);
      forgetOldest(known);
    },
    leave: (end) => void strangers.delete(end),
    isStranger: (end) => strangers.has(end),
  };
}

function forgetOldest(places: Map<string, unknown> | Set<string>): void {
  const [oldest] = places.size > MOST_NETWORKS ? places.keys() : [];
  if (oldest !== undefined) places.delete(oldest);
}

interface Bucket {
  take(): boolean;
}

function createBucket({ burst, perSecond }: typeof OF_ONE, now: () => number): Bucket {
  let left = burst;
  let filledAt = now();
  return {
    take() {
      left = Math.min(burst, left + ((now() - filledAt) / 1000) * perSecond);
      filledAt = now();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
