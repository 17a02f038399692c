// What the two ends of the line say to each other. Both check every message against these shapes; one that does not fit ends
// the connection. Requests and their answers pass as the texts that the door takes and gives.
import * as v from 'valibot';
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import { count, named, savedFile, shownName, text, time } from '../../preload/contract/fields.ts';
import { parseAddress } from '../domain/pairing.ts';
import { MOST_ADDRESSES } from '../services/desktops/server-addresses.ts';

/** It changes with these shapes. Rekeys of different versions say so and do not go on. */
const PROTOCOL = 1;

const windowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const callId = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** The end of the activity record. The hash is that of the chain. */
const recordEnd = { seq: count, hash: digest };

/** Where the server can be reached, also while it is another computer. */
const serverAddresses = v.pipe(
  v.array(
    v.pipe(
      text(120),
      v.check((address) => parseAddress(address) !== undefined),
    ),
  ),
  v.maxLength(MOST_ADDRESSES),
  v.readonly(),
);

/** Until a desktop has proved itself, in both directions. */
export const MOST_BYTES_AT_FIRST = 8 * 1024;
/** The longest honest message is a request with an input as long as the door takes, in characters of three bytes. */
export const MOST_BYTES_FROM_DESKTOP = 3 * MAX_INPUT_LENGTH + 4096;
/** The longest honest message is the answer with all clients of one person. */
export const MOST_BYTES_FROM_SERVER = 16 * 1024 * 1024;
export const MOST_WINDOWS = 20;

const pairMessage = v.strictObject({
  say: v.literal('pair'),
  protocol: count,
  version: text(40),
  /** Of the desktop. Nothing in it is unseen: the list and the record show it. */
  name: named('name of this computer'),
  proof: digest,
});
const helloMessage = v.strictObject({
  say: v.literal('hello'),
  protocol: count,
  version: text(40),
  /** Another one for each start of Rekey: windows of an earlier start are gone. */
  run: v.pipe(v.string(), v.minLength(16), v.maxLength(64)),
  /** That are open on the desktop. */
  windows: v.pipe(v.array(windowId), v.maxLength(MOST_WINDOWS)),
  csvSeparator: v.picklist([',', ';', '\t']),
  /** The number of the last record that the desktop was told of. */
  lastRecord: v.nullable(count),
});
export const firstMessage = v.variant('say', [pairMessage, helloMessage]);
export type Hello = v.InferOutput<typeof helloMessage>;
export type Pair = v.InferOutput<typeof pairMessage>;

export const desktopMessage = v.variant('say', [
  v.strictObject({
    say: v.literal('ask'),
    id: callId,
    window: windowId,
    name: text(60),
    input: v.string(),
    /** Of the request, made on the desktop and kept there while the answer may be lost. */
    act: v.nullable(v.pipe(v.string(), v.regex(/^[\w-]{22}$/))),
  }),
  v.strictObject({ say: v.literal('close'), window: windowId }),
  v.strictObject({
    say: v.literal('lock'),
    window: windowId,
    because: v.picklist(['computer', 'idle', 'person', 'restarted']),
  }),
  /** The next part of the file that is being saved there. The first time, the person has chosen its place. */
  v.strictObject({ say: v.literal('more'), id: callId }),
  /** How a file that the server wanted to be saved there went. */
  v.strictObject({
    say: v.literal('saved'),
    id: callId,
    outcome: v.picklist(['saved', 'cancelled', 'failed']),
    /** Where it was saved, for the window that asked for it. */
    file: savedFile,
  }),
  /** The file that the person has chosen. Null: they cancelled, or there is a problem with it. */
  v.strictObject({
    say: v.literal('chosen'),
    id: callId,
    file: v.nullable(v.strictObject({ name: v.pipe(v.string(), v.maxLength(255)), size: count })),
    problem: v.nullable(text(300)),
  }),
  /** Of the file that was chosen. */
  v.strictObject({ say: v.literal('piece'), id: callId, base64: v.string() }),
  v.strictObject({ say: v.literal('renew'), fingerprint: digest }),
  /** The record does not have what this desktop was told. */
  v.strictObject({ say: v.literal('other_record'), ...recordEnd }),
  v.strictObject({ say: v.literal('ping') }),
]);
export type DesktopMessage = v.InferOutput<typeof desktopMessage>;

export const serverMessage = v.variant('say', [
  v.strictObject({
    say: v.literal('welcome'),
    /** Of the server. */
    name: shownName,
    /** By its clock. */
    at: time,
    isRenewalDue: v.boolean(),
    record: v.strictObject(recordEnd),
    /** The hash of the record that the desktop has asked about. Null: there is none. */
    lastRecordHash: v.nullable(digest),
    /** When an earlier state of the firm came to the server on purpose. */
    restoredAt: v.nullable(time),
    addresses: serverAddresses,
  }),
  /** Another computer waits to go on with the firm, or one is gone. */
  v.strictObject({ say: v.literal('addresses'), addresses: serverAddresses }),
  /** The record has grown. */
  v.strictObject({ say: v.literal('record'), ...recordEnd }),
  /** The line has been open for long: the key is to be renewed now. */
  v.strictObject({ say: v.literal('renewal_due') }),
  v.strictObject({ say: v.literal('paired'), proof: digest }),
  v.strictObject({
    say: v.literal('refused'),
    why: v.picklist(['unknown', 'expired', 'version', 'wrong_pairing_code', 'wait', 'stopping']),
    version: text(40),
    /** With `wait`. */
    until: v.nullable(time),
  }),
  v.strictObject({ say: v.literal('answer'), id: callId, reply: v.string() }),
  v.strictObject({ say: v.literal('event'), window: windowId, name: text(60), payload: v.string() }),
  /** Asks the person for the place of a file. */
  v.strictObject({ say: v.literal('save'), id: callId, window: windowId, name: text(100) }),
  /** Null: that was all of the file. */
  v.strictObject({ say: v.literal('part'), id: callId, text: v.nullable(v.string()) }),
  /** There are no more parts, and nothing of the file stays. */
  v.strictObject({ say: v.literal('failed'), id: callId }),
  /** Asks the person for a file of so many bytes at most. */
  v.strictObject({ say: v.literal('choose'), id: callId, window: windowId, most: count }),
  /** The next piece of the file that was chosen. */
  v.strictObject({ say: v.literal('more'), id: callId }),
  v.strictObject({ say: v.literal('renewed') }),
  v.strictObject({ say: v.literal('ping') }),
]);
export type ServerMessage = v.InferOutput<typeof serverMessage>;
export type Refused = Extract<ServerMessage, { say: 'refused' }>['why'];

/** Both Rekeys are of one version. Half a protocol would be worse than none. */
export const isSameVersion = (message: { readonly protocol: number; readonly version: string }, version: string) =>
  message.protocol === PROTOCOL && message.version === version;

export const introduce = (version: string) => ({ protocol: PROTOCOL, version });
