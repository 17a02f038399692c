// Messages on a connection: a length, the length of its head, the head as JSON, and then the one text that may be long, as it is.
// Only the head is parsed, and it is short: a text of the other side costs no more than its bytes, whatever is in it. A length
// beyond the limit ends the connection before anything of it is kept, so nobody makes the other side hold more than that.

const LENGTH = 4;
const HEAD_LENGTH = 2;
/** The longest honest head holds the name of a file and a sentence about it. */
const MOST_HEAD_BYTES = 4096;
/** What may be long, by what the message says. */
const LONG: ReadonlyMap<unknown, string> = new Map([
  ['ask', 'input'],
  ['answer', 'reply'],
  ['event', 'payload'],
  ['part', 'text'],
  ['piece', 'base64'],
]);

export interface FrameReader {
  /** @throws FrameProblem; the connection is not to be read on. */
  read(bytes: Uint8Array): void;
  /** From now on. What this side knows of the other one has changed. */
  allow(mostBytes: number): void;
}

class FrameProblem extends Error {}

/** @param mostBytes of one message, without its length. */
export function createFrameReader(mostBytes: number, onMessage: (message: unknown) => void): FrameReader {
  let most = mostBytes;
  const length = Buffer.alloc(LENGTH);
  /** What is filled now: the length, or the message that it has announced. */
  let target = length;
  let filled = 0;

  function takeTarget(): void {
    filled = 0;
    if (target === length) {
      const size = length.readUInt32BE(0);
      if (size <= HEAD_LENGTH || size > most) throw new FrameProblem('a message of an impossible length');
      target = Buffer.allocUnsafe(size);
      return;
    }
    const message = toMessage(target);
    target = length;
    onMessage(message);
  }

  return {
    allow(bytes) {
      most = bytes;
    },
    read(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + target.length - filled);
        target.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === target.length) takeTarget();
      }
    },
  };
}

function toMessage(frame: Buffer): unknown {
  const headEnd = HEAD_LENGTH + frame.readUInt16BE(0);
  if (headEnd > frame.length || headEnd > HEAD_LENGTH + MOST_HEAD_BYTES) throw new FrameProblem('an impossible head');
  const head = parseHead(frame.toString('utf8', HEAD_LENGTH, headEnd));
  const field = isObject(head) ? LONG.get(head['say']) : undefined;
  if (field !== undefined && isObject(head) && !Object.hasOwn(head, field))
    return { ...head, [field]: frame.toString('utf8', headEnd) };
  if (headEnd < frame.length) throw new FrameProblem('a text that belongs to nothing');
  return head;
}

function parseHead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrameProblem('a message that is no JSON');
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function divide(message: unknown): { readonly head: string; readonly text: string } {
  const field = isObject(message) ? LONG.get(message['say']) : undefined;
  const text = field !== undefined && isObject(message) ? message[field] : undefined;
  // The end of a file has no text, and says so in the head.
  if (field === undefined || !isObject(message) || typeof text !== 'string')
    return { head: JSON.stringify(message), text: '' };
  return { head: JSON.stringify({ ...message, [field]: undefined }), text };
}

export function toFrame(message: unknown): Buffer {
  const { head, text } = divide(message);
  const headBytes = Buffer.byteLength(head);
  const frame = Buffer.allocUnsafe(LENGTH + HEAD_LENGTH + headBytes + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length - LENGTH, 0);
  frame.writeUInt16BE(headBytes, LENGTH);
  frame.write(head, LENGTH + HEAD_LENGTH);
  frame.write(text, LENGTH + HEAD_LENGTH + headBytes);
  return frame;
}
