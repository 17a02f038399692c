// The desktops that are connected, and their windows, as the door sees them. A window over the line has a number of its own
// here. When a connection is lost, its windows lock and wait for the same desktop to come back; then they are closed.
import type { EventName, EventPayload } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { describe } from '../ipc/describe.ts';
import type { Door } from '../ipc/door.ts';
import type { Desktop } from '../ipc/handler.ts';
import type { FirmServer } from '../services/desktops/firm-server.ts';
import type { Channel } from './channel.ts';
import { createFileErrands } from './file-errands.ts';
import { type DesktopMessage, type Hello, MOST_WINDOWS, type ServerMessage } from './messages.ts';

/** How long the windows of a lost connection wait. */
const RESUME_MS = 10 * 60_000;
/** Beyond what Electron gives to windows of the own computer. */
const FIRST_WINDOW_ID = 1_000_000;
/** Requests of one desktop that are under way. More than that are not read for now. */
const MOST_AT_ONCE = 64;

type Link = Channel<ServerMessage>;
export type RemoteDoor = Pick<Door, 'answer' | 'forget' | 'lock' | 'stateChanged'>;

interface Dependencies {
  readonly door: () => RemoteDoor;
  readonly keyProtection: () => Desktop['keyProtection'];
  readonly server: () => FirmServer;
  readonly log: (line: string) => void;
}

interface RemoteDesktop {
  /** @param link that it came over. One that another has replaced is not heard any longer. */
  hear(message: Exclude<DesktopMessage, { say: 'renew' }>, from: Link): void;
  /** @param link that was lost. Another one may have taken its place. */
  lose(link: Link): void;
}

interface Attached extends RemoteDesktop {
  readonly id: number;
  /** The start of Rekey there that the windows belong to. */
  readonly run: string;
  readonly isConnected: boolean;
  /** In ms; 0 while it is connected. */
  lostFor(): number;
  take(link: Link, open: readonly number[]): void;
  /** Its windows are closed, and their sessions end. */
  leave(because?: ServerMessage): void;
}

export interface RemoteDesktops {
  attach(joined: {
    readonly id: number;
    readonly name: string;
    readonly hello: Hello;
    readonly link: Link;
  }): RemoteDesktop;
  /** Undefined for windows of the own computer. For a window that was closed here, nothing is done on any computer. */
  desktopOf(windowId: number): Desktop | undefined;
  /** @returns false for windows of the own computer. */
  announce<N extends EventName>(windowId: number, name: N, payload: EventPayload<N>): boolean;
  isConnected: FirmServer['isConnected'];
  countConnected(): number;
  /** Its windows are closed and their sessions end. */
  cut(desktopId: number, because: ServerMessage): void;
  cutAll(because: ServerMessage): void;
  /** Time has passed: windows of connections that were lost for long are closed. */
  sweep(): void;
}

const onlyAtServer = async (): Promise<never> => refuse({ code: 'only_at_server' });
/**
 * What belongs to the person's computer is done there; what belongs to the data is done here, or not at all. The desktop
 * answers some of these itself. One that sends them here gets nothing done on this computer.
 */
const notHere = {
  isHere: false,
  readDataKey: onlyAtServer,
  copy: onlyAtServer,
  print: onlyAtServer,
  savePdf: onlyAtServer,
  printPdf: onlyAtServer,
  mail: onlyAtServer,
  protectWindow: () => undefined,
  chooseBackupPlace: onlyAtServer,
  chooseBackupFolder: onlyAtServer,
  chooseBackup: onlyAtServer,
  restoreFirm: onlyAtServer,
  openSample: onlyAtServer,
  leaveSample: onlyAtServer,
  join: onlyAtServer,
} as const;

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

export function createRemoteDesktops({ door, keyProtection, server, log }: Dependencies): RemoteDesktops {
  const attached = new Map<number, Attached>();
  const owners = new Map<number, { readonly desktop: Desktop; tell(name: string, payload: string): void }>();
  let lastWindowId = FIRST_WINDOW_ID;
  /** A request may have waited while its window was closed. It is not taken for one of this computer's own windows. */
  const gone: Desktop = {
    ...notHere,
    get keyProtection() {
      return keyProtection();
    },
    get server() {
      return server();
    },
    csvSeparator: ',',
    saveText: onlyAtServer,
    saveParts: onlyAtServer,
    chooseTable: onlyAtServer,
  };

  function createAttached(id: number, name: string, { run, csvSeparator }: Hello): Attached {
    /** From the number on the desktop to the number here. */
    const windows = new Map<number, number>();
    const errands = createFileErrands((message) => {
      link?.send(message);
      return link !== undefined;
    });
    let link: Link | undefined;
    /** By process.uptime, which no clock moves. */
    let lostAt = 0;
    let atOnce = 0;

    function lostLink(): void {
      link = undefined;
      lostAt = process.uptime();
      errands.drop();
      for (const [theirs, ours] of windows) lockWindow(theirs, ours);
    }

    /** The database may be closed or damaged by now. A window that cannot be locked does not wait for anybody. */
    function lockWindow(theirs: number, ours: number): void {
      try {
        door().lock(ours, 'line');
      } catch (error) {
        log(`a window of a lost line is closed: ${describe(error)}`);
        close(theirs);
      }
    }

    function close(theirs: number): void {
      const ours = windows.get(theirs);
      if (ours === undefined) return;
      windows.delete(theirs);
      // It still counts as this desktop's while its session ends: the record names the desktop.
      door().forget(ours);
      owners.delete(ours);
    }

    function idOf(theirs: number): number | undefined {
      const known = windows.get(theirs);
      if (known !== undefined) return known;
      if (windows.size >= MOST_WINDOWS) return undefined;
      lastWindowId += 1;
      windows.set(theirs, lastWindowId);
      owners.set(lastWindowId, {
        desktop: desktopOver(theirs),
        tell: (event, payload) => link?.send({ say: 'event', window: theirs, name: event, payload }),
      });
      return lastWindowId;
    }

    async function ask(message: Extract<DesktopMessage, { say: 'ask' }>): Promise<void> {
      const asker = link;
      atOnce += 1;
      if (atOnce >= MOST_AT_ONCE) asker?.pause(true);
      const reply = await door().answer(
        { windowId: idOf(message.window), ...(message.act === null ? {} : { actId: message.act }) },
        message.name,
        message.input,
      );
      atOnce -= 1;
      if (atOnce < MOST_AT_ONCE) asker?.pause(false);
      asker?.send({ say: 'answer', id: message.id, reply });
    }

    const desktopOver = (theirs: number): Desktop => ({
      ...notHere,
      joined: { id, name },
      // Read at each use, and so not copied.
      get keyProtection() {
        return keyProtection();
      },
      get server() {
        return server();
      },
      csvSeparator,
      saveText: (_windowId, suggestedName, text) => errands.save(theirs, suggestedName, only(text)),
      saveParts: (_windowId, suggestedName, parts) => errands.save(theirs, suggestedName, parts),
      chooseTable: (_windowId, most) => errands.choose(theirs, most),
    });

    return {
      id,
      run,
      get isConnected() {
        return link !== undefined;
      },
      lostFor: () => (link === undefined ? (process.uptime() - lostAt) * 1000 : 0),
      take(next, open) {
        // The end of the old connection may be told later than the new one begins.
        link?.cut();
        lostLink();
        link = next;
        for (const theirs of [...windows.keys()]) if (!open.includes(theirs)) close(theirs);
      },
      hear(message, from) {
        if (from !== link) return;
        switch (message.say) {
          case 'ask':
            return void ask(message);
          case 'close':
            return close(message.window);
          case 'lock': {
            const ours = windows.get(message.window);
            return ours === undefined ? undefined : door().lock(ours, message.because);
          }
          case 'more':
          case 'saved':
          case 'chosen':
          case 'piece':
            return errands.hear(message);
          case 'ping':
            return;
        }
      },
      lose(lost) {
        if (lost === link) lostLink();
      },
      leave(because) {
        const last = link;
        lostLink();
        last?.end(because);
        for (const theirs of [...windows.keys()]) close(theirs);
      },
    };
  }

  function drop(desktop: Attached, because?: ServerMessage): void {
    attached.delete(desktop.id);
    desktop.leave(because);
  }

  return {
    attach({ id, name, hello, link }) {
      const before = attached.get(id);
      // Rekey was started again there: nobody comes back to the windows of before.
      if (before !== undefined && before.run !== hello.run) drop(before);
      const desktop = attached.get(id) ?? createAttached(id, name, hello);
      attached.set(id, desktop);
      desktop.take(link, hello.windows);
      return desktop;
    },
    desktopOf: (windowId) => owners.get(windowId)?.desktop ?? (windowId > FIRST_WINDOW_ID ? gone : undefined),
    announce(windowId, name, payload) {
      const owner = owners.get(windowId);
      owner?.tell(name, JSON.stringify(payload));
      return owner !== undefined;
    },
    isConnected: (desktopId) => attached.get(desktopId)?.isConnected === true,
    countConnected: () => [...attached.values()].filter(({ isConnected }) => isConnected).length,
    cut(desktopId, because) {
      const desktop = attached.get(desktopId);
      if (desktop !== undefined) drop(desktop, because);
    },
    cutAll(because) {
      for (const desktop of [...attached.values()]) drop(desktop, because);
    },
    sweep() {
      for (const desktop of [...attached.values()]) if (desktop.lostFor() >= RESUME_MS) drop(desktop);
    },
  };
}
