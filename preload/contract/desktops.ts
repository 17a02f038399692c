// The firm's server: whether this computer lets other desktops sign in to the firm, and which desktops may.
import * as v from 'valibot';
import { count, freshCode, id, named, nothing, shownName, shownPerson, text, time } from './fields.ts';

/** Of a computer that listens: 0 would be any. */
const port = v.pipe(
  v.number('Enter a number from 1024 to 65535.'),
  v.safeInteger('Enter a number from 1024 to 65535.'),
  v.minValue(1024, 'Enter a number from 1024 to 65535.'),
  v.maxValue(65_535, 'Enter a number from 1024 to 65535.'),
);
/** One of the computer's own addresses, without the port. Empty: all of them. */
const ownAddress = v.pipe(
  text(100),
  v.check((value) => value === '' || /^[0-9a-fA-F.:%a-z]+$/.test(value), 'Choose one of the addresses.'),
);

const desktopSchema = v.strictObject({
  id,
  name: shownName,
  since: time,
  /** Null: it has not connected yet. */
  lastSeenAt: v.nullable(time),
  /** Of its Rekey; null until it has connected. */
  version: v.nullable(text(40)),
  isConnected: v.boolean(),
  /** Its certificate is good until then. It renews itself while the desktop is in use. */
  validUntil: time,
  /** Null: it may connect. */
  revokedAt: v.nullable(time),
});
export type DesktopRow = v.InferOutput<typeof desktopSchema>;

const servingSchema = v.strictObject({
  /** As the desktops and the letters name it. */
  name: shownName,
  /** What desktops type, such as "192.168.1.20:48620". */
  addresses: v.array(text(120)),
  since: time,
});

/** Of the database on PostgreSQL. Times since which it is missing: null until it is noted. */
const standbySchema = v.variant('kind', [
  /** Nobody has asked for one. `isFollowed`: one follows, and no act waits for it. */
  v.strictObject({ kind: v.literal('none'), isFollowed: v.boolean() }),
  /** `lagMs`: how long the last act took to be replayed there. */
  v.strictObject({ kind: v.literal('in_step'), lagMs: v.nullable(count) }),
  /** Nothing is done. `isVisible` false: Rekey's role may not read what PostgreSQL says about it. */
  v.strictObject({ kind: v.literal('missing'), since: v.nullable(time), isVisible: v.boolean() }),
  /** A Partner Admin has decided to go on without it. */
  v.strictObject({ kind: v.literal('alone'), since: time, decidedAt: time, byName: shownPerson }),
]);
export type StandbyShown = v.InferOutput<typeof standbySchema>;

const stateSchema = v.strictObject({
  /** False: this window is on another computer than the firm's data. Nobody starts or stops the server there. */
  isHere: v.boolean(),
  /** False: Rekey runs without a window on the computer with the data, and nobody can sign in there. */
  hasWindow: v.boolean(),
  /** What holds the data. */
  engine: v.picklist(['sqlite', 'postgres']),
  /** Null with SQLite. */
  standby: v.nullable(standbySchema),
  /** Null: no other desktop can sign in. */
  serving: v.nullable(servingSchema),
  /** What a start would take: what was chosen last, or what Rekey suggests. */
  suggested: v.strictObject({ name: shownName, port: count, address: text(100), addresses: v.array(text(100)) }),
  /** Until when a pairing code that nobody has used yet is good. */
  pairingUntil: v.nullable(time),
  /** Newest first; those that were revoked come last. */
  desktops: v.array(desktopSchema),
  needsCode: v.boolean(),
});
export type DesktopsState = v.InferOutput<typeof stateSchema>;

export const desktopsRequests = {
  'desktops.get': { input: nothing, output: stateSchema },
  /** Lets other desktops sign in, from now on and at each start of Rekey on this computer. */
  'desktops.serve': {
    input: v.strictObject({
      name: named('name of the server'),
      port,
      address: ownAddress,
      /** The server gets another key, and every desktop is revoked: they know the server by its key. */
      isNewKey: v.optional(v.boolean(), false),
      code: freshCode,
    }),
    output: stateSchema,
  },
  /** Every other desktop is cut off. It keeps its right to connect. */
  'desktops.stopServing': { input: nothing, output: stateSchema },
  /** A new pairing code, which replaces one that nobody has used yet. It works once, for ten minutes. */
  'desktops.pair': {
    input: v.strictObject({ code: freshCode }),
    output: v.strictObject({
      pairingCode: text(39),
      addresses: v.array(text(120)),
      until: time,
      /** The content of a pairing file. The field for the address takes it as a whole. */
      pairingText: text(1000),
    }),
  },
  /** The standby of the database is missing: acts are done on one machine until it is in step again. */
  'desktops.goOnWithoutStandby': { input: v.strictObject({ code: freshCode }), output: stateSchema },
  /** Cuts the line to it at once. It cannot connect again. */
  'desktops.revoke': { input: v.strictObject({ desktopId: id }), output: stateSchema },
} as const;
