// Files between the server and the person's computer, in pieces that fit the line. The side that writes asks for each piece, so
// neither side holds all of a file. The server makes nothing of a file before the
// person has chosen its place.
import type { SavedFile } from '../../preload/contract/fields.ts';
import { refuse } from '../domain/refusal.ts';
import type { ChosenFile, Desktop } from '../ipc/handler.ts';
import type { DesktopMessage, ServerMessage } from './messages.ts';

/** The system's dialog is open for as long as somebody likes, but not for ever. */
const MOST_ERRANDS = 8;
/** Reading a file keeps the main process busy. */
const MOST_CHOOSING = 2;
/** In UTF-16 units: at most 200 kB. */
const PART_LENGTH = 65_536;

type ErrandMessage = Extract<DesktopMessage, { say: 'more' | 'saved' | 'chosen' | 'piece' }>;
/** Undefined: the connection was lost. */
type Heard = ErrandMessage | undefined;

interface Errand {
  readonly id: number;
  /** Sends one message and waits for the one that it asks for. */
  ask(message: ServerMessage): Promise<Heard>;
}

export interface FileErrands {
  /** Asks for the place first. @throws Refusal file_not_saved, and what making a part throws. */
  save(window: number, name: string, parts: AsyncIterable<string | Uint8Array>): Promise<SavedFile | undefined>;
  /** @throws Refusal not_connected, not_now, bad_input, and what `read` throws. */
  choose: Desktop['chooseTable'];
  /** @throws Error where the desktop says what it was not asked for. */
  hear(message: ErrandMessage): void;
  /** The connection was lost: nothing comes back any longer. */
  drop(): void;
}

/** @param send returns false where there is no connection. */
export function createFileErrands(send: (message: ServerMessage) => boolean): FileErrands {
  /** Null: the server is at work, and the desktop has nothing to say. */
  const waiting = new Map<number, ((heard: Heard) => void) | null>();
  let lastId = 0;
  let choosing = 0;

  async function run<T>(work: (errand: Errand) => Promise<T>): Promise<T> {
    if (waiting.size >= MOST_ERRANDS) return refuse({ code: 'file_not_saved' });
    lastId += 1;
    const id = lastId;
    waiting.set(id, null);
    const ask = (message: ServerMessage): Promise<Heard> =>
      new Promise((resolve) => {
        if (!waiting.has(id) || !send(message)) return resolve(undefined);
        waiting.set(id, (heard) => {
          if (waiting.has(id)) waiting.set(id, null);
          resolve(heard);
        });
      });
    try {
      return await work({ id, ask });
    } finally {
      waiting.delete(id);
    }
  }

  return {
    save: (window, name, parts) =>
      run(async ({ id, ask }) => {
        const pieces = inPieces(parts);
        let isWhole = false;
        try {
          let heard = await ask({ say: 'save', id, window, name });
          while (heard?.say === 'more') {
            const { done, value } = await pieces.next();
            isWhole = done === true;
            heard = await ask({ say: 'part', id, text: isWhole ? null : (value ?? '') });
          }
          if (heard?.say !== 'saved') return refuse({ code: 'file_not_saved' });
          if (heard.outcome === 'cancelled') return undefined;
          return heard.outcome === 'saved' && heard.file !== null && isWhole
            ? heard.file
            : refuse({ code: 'file_not_saved' });
        } catch (error) {
          send({ say: 'failed', id });
          throw error;
        } finally {
          await pieces.return(undefined);
        }
      }),
    async choose(window, most, read) {
      if (choosing >= MOST_CHOOSING) return refuse({ code: 'not_now' });
      choosing += 1;
      try {
        return await run((errand) =>
          readChosen(errand, window, most, read, () => send({ say: 'failed', id: errand.id })),
        );
      } finally {
        choosing -= 1;
      }
    },
    hear(message) {
      const settle = waiting.get(message.id);
      // One that is over may still be answered.
      if (settle === undefined) return;
      if (settle === null) throw new Error('an answer to no question');
      settle(message);
    },
    drop() {
      const all = [...waiting.values()];
      waiting.clear();
      for (const settle of all) settle?.(undefined);
    },
  };
}

/** What of a file was asked for is all that is in memory. */
async function readChosen<T>(
  { id, ask }: Errand,
  window: number,
  most: number,
  read: (file: ChosenFile) => Promise<T>,
  stop: () => void,
): Promise<T | undefined> {
  const chosen = await ask({ say: 'choose', id, window, most });
  if (chosen?.say !== 'chosen') return refuse({ code: 'not_connected' });
  const { file, problem } = chosen;
  if (problem !== null) return refuseFile(problem);
  if (file === null) return undefined;
  const { name, size } = file;
  let got = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    while (got < size) {
      const heard = await ask({ say: 'more', id });
      if (heard === undefined) return refuse({ code: 'not_connected' });
      const piece = Buffer.from(heard.say === 'piece' ? heard.base64 : '', 'base64');
      got += piece.length;
      // It has changed, or the desktop does not do what it says.
      if (piece.length === 0 || got > size) return refuseFile('The file could not be read.');
      yield piece;
    }
  }
  try {
    return size > most ? refuseFile('The file is too large.') : await read({ name, size, pieces: pieces() });
  } finally {
    if (got < size) stop();
  }
}

const refuseFile = (message: string): never => refuse({ code: 'bad_input', fields: [{ field: '', message }] });

/** Pieces of bounded length. A character of two units stays whole: each piece is written as UTF-8 by itself. */
async function* inPieces(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<string, undefined> {
  for await (const part of parts) {
    // Files that are not text are made where they are saved.
    if (typeof part !== 'string') throw new Error('the line carries text only');
    for (let from = 0; from < part.length; ) {
      const until = from + PART_LENGTH;
      const isPairCut = until < part.length && (part.charCodeAt(until - 1) & 0xfc00) === 0xd800;
      const piece = part.slice(from, isPairCut ? until - 1 : until);
      from += piece.length;
      yield piece;
    }
  }
  return undefined;
}
