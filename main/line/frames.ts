// Messages on a connection: four bytes of length, then that much JSON. A length beyond the limit ends the connection before
// anything of it is kept, so nobody makes the other side hold more than that.

const HEADER = 4;

export interface FrameReader {
  /** @throws FrameProblem; the connection is not to be read on. */
  read(bytes: Uint8Array): void;
  /** From now on. What this side knows of the other one has changed. */
  allow(mostBytes: number): void;
}

class FrameProblem extends Error {}

export function createFrameReader(mostBytes: number, onMessage: (message: unknown) => void): FrameReader {
  let most = mostBytes;
  const header = Buffer.alloc(HEADER);
  /** What is filled now: the header, or the message that it has announced. */
  let target = header;
  let filled = 0;

  function takeTarget(): void {
    filled = 0;
    if (target === header) {
      const length = header.readUInt32BE(0);
      if (length === 0 || length > most) throw new FrameProblem('a message of an impossible length');
      target = Buffer.allocUnsafe(length);
      return;
    }
    const text = target.toString('utf8');
    target = header;
    onMessage(toMessage(text));
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

function toMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrameProblem('a message that is no JSON');
  }
}

export function toFrame(message: unknown): Buffer {
  const text = JSON.stringify(message);
  const frame = Buffer.allocUnsafe(HEADER + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length - HEADER, 0);
  frame.write(text, HEADER);
  return frame;
}
