// A desktop of the firm's server: how it joins, and how its connection stands. The desktop itself answers these.
import * as v from 'valibot';
import { named, nothing, shownName, text, time } from './fields.ts';

/** How this computer stands to the firm's data. The event `line.changed` has it, too. */
export const lineSchema = v.variant('kind', [
  /** The data is on this computer. */
  v.strictObject({
    kind: v.literal('local'),
    /** As the system names it: what "Name of this computer" suggests. */
    computer: shownName,
  }),
  v.strictObject({
    kind: v.literal('connected'),
    /** Of the server. */
    name: shownName,
    /** How far this computer's clock is ahead of the server's, where that matters; null: they agree. */
    clockMinutes: v.nullable(v.pipe(v.number(), v.safeInteger())),
    /**
     * The server's activity record does not have the last record that this computer was told of. Null: it has it.
     * `restoredAt`: when an earlier state of the firm was put there on purpose, as the server says; null: never.
     */
    otherRecord: v.nullable(v.strictObject({ restoredAt: v.nullable(time) })),
  }),
  v.strictObject({
    kind: v.literal('not_connected'),
    name: shownName,
    since: time,
    /**
     * `connecting`: it goes on trying. The others need somebody: `revoked` or `expired` needs a new pairing code,
     * `other_version` the same version of Rekey on both computers, and `wrong_server` is another computer at that address.
     */
    why: v.picklist(['connecting', 'revoked', 'expired', 'other_version', 'wrong_server']),
    /** With `other_version`: of the server. */
    serverVersion: v.nullable(text(40)),
  }),
]);
export type Line = v.InferOutput<typeof lineSchema>;

export const lineRequests = {
  'line.get': { input: nothing, output: lineSchema },
  /**
   * On the first run: makes this computer a desktop of the firm's server. Answered once it is; the event `state.changed`
   * then leads to the sign-in page.
   */
  'line.join': {
    input: v.strictObject({
      /** "192.168.1.20:48620", a name, or the whole content of a pairing file, which has the code as well. */
      address: v.pipe(
        text(1000),
        v.check((value) => value.trim() !== '', 'Enter the address.'),
      ),
      /** May be empty where the address is a pairing file. */
      pairingCode: text(200),
      name: named('name of this computer'),
    }),
    output: nothing,
  },
  /** Forgets the server. This computer begins at the first run again. Nothing of the firm changes. */
  'line.leave': { input: nothing, output: nothing },
  /** The person has asked a Partner Admin: the record that the server has now is right. This computer remembers it. */
  'line.acceptRecord': { input: nothing, output: nothing },
} as const;
