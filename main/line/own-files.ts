// What the server asks a desktop for, where a file of the person's computer is written or read: the desktop asks the person for
// the place, and moves the file over the line in pieces.
import { Refusal } from '../domain/refusal.ts';
import type { Desktop } from '../ipc/handler.ts';
import type { DesktopMessage, ServerMessage } from './messages.ts';

type FileMessage = Extract<ServerMessage, { say: 'save' | 'part' | 'failed' | 'choose' | 'more' }>;
type Part = Extract<FileMessage, { say: 'part' | 'failed' }>;

interface Dependencies {
  readonly desktop: Pick<Desktop, 'saveParts' | 'chooseTable'>;
  readonly isOpen: (windowId: number) => boolean;
  readonly send: (message: DesktopMessage) => void;
}

export interface OwnFiles {
  hear(message: FileMessage): void;
  /** The connection was lost: what is half written goes. */
  drop(): void;
}

export function createOwnFiles({ desktop, isOpen, send }: Dependencies): OwnFiles {
  /** Files that are being written, by the number that the server has given. */
  const writing = new Map<number, (part: Part | undefined) => void>();
  /** Files that were chosen and are read, with what waits for the server's word. */
  const reading = new Map<number, (isAsked: boolean) => void>();
  /** Rises when the connection is lost: what began before is over, also where nothing waited just then. */
  let losses = 0;

  async function* partsOf(id: number, begun: number): AsyncGenerator<string> {
    for (;;) {
      const part = await new Promise<Part | undefined>((resolve) => {
        if (losses !== begun) return resolve(undefined);
        writing.set(id, resolve);
        send({ say: 'more', id });
      });
      writing.delete(id);
      if (part?.say !== 'part') throw new Error('the server does not make the rest');
      if (part.text === null) return;
      yield part.text;
    }
  }

  async function save({ id, window, name }: Extract<FileMessage, { say: 'save' }>): Promise<void> {
    const begun = losses;
    // The file gets a name of this kind, in the place that the person chooses.
    const isName = isOpen(window) && /^[a-z0-9-]{1,60}\.(txt|csv)$/.test(name);
    const answered = { say: 'saved', id, file: null } as const;
    if (!isName) return send({ ...answered, outcome: 'failed' });
    await desktop.saveParts(window, name, partsOf(id, begun)).then(
      (file) =>
        send(file === undefined ? { ...answered, outcome: 'cancelled' } : { ...answered, outcome: 'saved', file }),
      () => send({ ...answered, outcome: 'failed' }),
    );
  }

  async function choose({ id, window, most }: Extract<FileMessage, { say: 'choose' }>): Promise<void> {
    const begun = losses;
    const returned = { say: 'chosen', id, file: null, problem: null } as const;
    try {
      const isChosen =
        isOpen(window) &&
        (await desktop.chooseTable(window, most, async ({ name, size, pieces }) => {
          if (losses !== begun) return false;
          send({ ...returned, file: { name: name.slice(0, 255), size } });
          await sendPieces(id, size, pieces, begun);
          return true;
        }));
      if (isChosen !== true) send(returned);
    } catch (error) {
      const problem =
        error instanceof Refusal && error.reason.code === 'bad_input' ? error.reason.fields[0] : undefined;
      send({ ...returned, problem: problem?.message ?? 'The file could not be read.' });
    }
  }

  /** Until the server has all of them, or wants no more. */
  async function sendPieces(id: number, size: number, pieces: AsyncIterable<Uint8Array>, begun: number): Promise<void> {
    const iterator = pieces[Symbol.asyncIterator]();
    for (let sent = 0; sent < size; ) {
      const isAsked = await new Promise<boolean>((resolve) => {
        if (losses !== begun) return resolve(false);
        reading.set(id, resolve);
      });
      reading.delete(id);
      if (!isAsked) return;
      // An empty piece says that the rest cannot be read.
      const next = await iterator.next().catch(() => undefined);
      const piece: Uint8Array = next?.done === false ? next.value : new Uint8Array();
      send({ say: 'piece', id, base64: Buffer.from(piece).toString('base64') });
      if (piece.length === 0) return;
      sent += piece.length;
    }
  }

  return {
    hear(message) {
      switch (message.say) {
        case 'save':
          return void save(message);
        case 'choose':
          return void choose(message);
        case 'more':
          return reading.get(message.id)?.(true);
        case 'part':
          return writing.get(message.id)?.(message);
        case 'failed':
          reading.get(message.id)?.(false);
          return writing.get(message.id)?.(message);
      }
    },
    drop() {
      losses += 1;
      for (const settle of reading.values()) settle(false);
      for (const settle of writing.values()) settle(undefined);
    },
  };
}
