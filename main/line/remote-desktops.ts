// The desktops that are connected, and their windows, as the door sees them. A window over the line has a number of its own
// here. When a connection is lost, its windows lock and wait for the same desktop to come back; then they are closed.
import type { EventName, EventPayload } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { describe } from '../ipc/describe.ts';
import type { FirmDoor } from '../ipc/door.ts';
import type { Desktop } from '../ipc/handler.ts';
import type { Context } from '../services/act/context.ts';
import { isStandbyMissing } from '../services/act/require-standby.ts';
import type { FirmServer } from '../services/desktops/firm-server.ts';
import { judgeOpenLine, type OpenLine } from '../services/desktops/open-line.ts';
import { noteOtherRecord, type RecordEnd } from '../services/desktops/other-record.ts';
import {
  endWaiting,
  endWaitingFor,
  RESUME_MS,
  type Resumed,
  resumeSessions,
} from '../services/desktops/resume-sessions.ts';
import { getHead } from '../storage/tables/activity.ts';
import type { Channel } from './channel.ts';
import { createFileErrands } from './file-errands.ts';
import { type DesktopMessage, type Hello, MOST_WINDOWS, type ServerMessage } from './messages.ts';

/** Beyond what Electron gives to windows of the own computer. */
const FIRST_WINDOW_ID = 1_000_000;
/** Requests of one desktop that are under way. More than that are not read for now. */
const MOST_AT_ONCE = 64;
/** How often the admission of desktops that stay connected is looked at. */
const LOOK_EVERY_S = 3600;
/** A desktop that has seen another record is heard so often at most, so that it does not fill the record. */
const HEAR_OTHER_RECORD_EVERY_S = 3600;

type Link = Channel<ServerMessage>;
export type RemoteDoor = Pick<FirmDoor, 'answer' | 'forget' | 'lock' | 'resume' | 'stateChanged'>;

interface Dependencies {
  readonly context: () => Context;
  readonly door: () => RemoteDoor;
  readonly keyProtection: () => Desktop['keyProtection'];
  readonly server: () => FirmServer;
  readonly log: (line: string) => void;
}

interface RemoteDesktop {
  /** @param link that it came over. One that another has replaced is not heard any longer. */
  hear(message: Exclude<DesktopMessage, { say: 'renew' | 'other_record' }>, from: Link): void;
  /** @param link that was lost. Another one may have taken its place. */
  lose(link: Link): void;
  /** Whether a new key was asked for over this link. One question takes one key: a key costs a write to the disk. */
  takeRenewal(link: Link): boolean;
}

interface Attached extends RemoteDesktop {
  readonly id: number;
  /** The start of Rekey there that the windows belong to. */
  readonly run: string;
  readonly isConnected: boolean;
  /** In ms; 0 while it is connected. */
  lostFor(): number;
  take(link: Link, open: readonly number[], isRenewalDue: boolean): void;
  tell(message: ServerMessage): void;
  /** Once for each end of the record. */
  tellRecord(end: RecordEnd): void;
  /** As judgeOpenLine says. */
  renew(verdict: Exclude<OpenLine, 'over'>): void;
  /** Its windows stay, locked. */
  end(because: ServerMessage): void;
  /** Its windows are closed, and their sessions end. */
  leave(because?: ServerMessage): void;
}

export interface RemoteDesktops {
  attach(joined: {
    readonly id: number;
    readonly name: string;
    readonly hello: Hello;
    readonly link: Link;
    /** The welcome asks for a new key. */
    readonly isRenewalDue: boolean;
  }): RemoteDesktop;
  /** Undefined for windows of the own computer. For a window that was closed here, nothing is done on any computer. */
  desktopOf(windowId: number): Desktop | undefined;
  /** @returns false for windows of the own computer. */
  announce<N extends EventName>(windowId: number, name: N, payload: EventPayload<N>): boolean;
  isConnected: FirmServer['isConnected'];
  countConnected(): number;
  tellAll(message: ServerMessage): void;
  /** Its windows are closed and their sessions end. */
  cut(desktopId: number, because: ServerMessage): void;
  cutAll(because: ServerMessage): void;
  /** Rekey ends here. The sessions wait for its next start. */
  leaveAll(because: ServerMessage): void;
  /** It has seen another record than the one here. */
  hearOtherRecord(desktopId: number, name: string, seen: RecordEnd): void;
  /**
   * Time has passed: windows of connections that were lost for long are closed, and keys are renewed.
   * @param expired said to a desktop whose year is over.
   */
  sweep(expired: ServerMessage): void;
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

export function createRemoteDesktops({ context, door, keyProtection, server, log }: Dependencies): RemoteDesktops {
  const attached = new Map<number, Attached>();
  const owners = new Map<number, { readonly desktop: Desktop; tell(name: string, payload: string): void }>();
  const heard = new Map<number, { readonly said: string; readonly at: number }>();
  let lookedAt = process.uptime();
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

  /**
   * After each answer, and at each sweep for what windows here do. What is not committed, or not on the standby yet, is told next
   * time.
   */
  function tellRecord(): void {
    const { storage } = context();
    if (storage.isClosed || storage.isLost || storage.isWaiting || isStandbyMissing({ storage })) return;
    const end = getHead(storage.read);
    for (const desktop of attached.values()) desktop.tellRecord(end);
  }

  function createAttached(
    id: number,
    name: string,
    { run, csvSeparator }: Hello,
    resumed: readonly Resumed[],
  ): Attached {
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
    let toldRecord = '';
    let isKeyAsked = false;

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
      // The line may be another one by now. It waits for the requests of the one before, too.
      if (atOnce < MOST_AT_ONCE) link?.pause(false);
      asker?.send({ say: 'answer', id: message.id, reply });
      tellRecord();
    }

    const desktopOver = (theirs: number): Desktop => ({
      ...notHere,
      place: { desktopId: id, name, run, window: theirs },
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
      chooseTable: (_windowId, most, read) => errands.choose(theirs, most, read),
    });

    for (const { window, session } of resumed) {
      const ours = idOf(window);
      if (ours !== undefined) door().resume(ours, session);
    }
    return {
      id,
      run,
      get isConnected() {
        return link !== undefined;
      },
      lostFor: () => (link === undefined ? (process.uptime() - lostAt) * 1000 : 0),
      tell: (message) => link?.send(message),
      tellRecord(end) {
        if (link === undefined || end.hash === toldRecord) return;
        toldRecord = end.hash;
        link.send({ say: 'record', ...end });
      },
      renew(verdict) {
        if (verdict === 'reconnect') link?.cut();
        if (verdict !== 'renewal_due' || link === undefined) return;
        isKeyAsked = true;
        link.send({ say: 'renewal_due' });
      },
      takeRenewal(from) {
        if (from !== link || !isKeyAsked) return false;
        isKeyAsked = false;
        return true;
      },
      take(next, open, isRenewalDue) {
        // The end of the old connection may be told later than the new one begins.
        link?.cut();
        lostLink();
        link = next;
        isKeyAsked = isRenewalDue;
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
      end(because) {
        const last = link;
        lostLink();
        last?.end(because);
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

  function lookAtAdmissions(expired: ServerMessage): void {
    if (context().storage.isClosed || process.uptime() - lookedAt < LOOK_EVERY_S) return;
    lookedAt = process.uptime();
    for (const desktop of [...attached.values()]) {
      if (!desktop.isConnected) continue;
      const verdict = judgeOpenLine(context(), desktop.id);
      if (verdict === 'over') drop(desktop, expired);
      else desktop.renew(verdict);
    }
  }

  /** A full disk, or a database that is closed, ends no line and no sweep. What is still to do is tried again later. */
  function patiently(problem: string, work: () => void): void {
    try {
      if (!context().storage.isClosed) work();
    } catch (error) {
      log(`${problem}: ${describe(error)}`);
    }
  }
  const endPatiently = (end: () => void): void => patiently('sessions of desktops have not ended', end);

  return {
    attach({ id, name, hello, link, isRenewalDue }) {
      const before = attached.get(id);
      // Rekey was started again there: nobody comes back to the windows of before.
      if (before !== undefined && before.run !== hello.run) drop(before);
      const desktop =
        attached.get(id) ??
        createAttached(
          id,
          name,
          hello,
          resumeSessions(context(), { desktopId: id, name, run: hello.run }, hello.windows),
        );
      attached.set(id, desktop);
      desktop.take(link, hello.windows, isRenewalDue);
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
    tellAll(message) {
      for (const desktop of attached.values()) desktop.tell(message);
    },
    cut(desktopId, because) {
      const desktop = attached.get(desktopId);
      if (desktop !== undefined) drop(desktop, because);
      endPatiently(() => endWaiting(context(), desktopId));
    },
    cutAll(because) {
      for (const desktop of [...attached.values()]) drop(desktop, because);
      endPatiently(() => endWaitingFor(context(), 0));
    },
    leaveAll(because) {
      for (const desktop of attached.values()) desktop.end(because);
    },
    hearOtherRecord(desktopId, name, seen) {
      const said = `${seen.seq} ${seen.hash}`;
      const before = heard.get(desktopId);
      const now = process.uptime();
      if (before !== undefined && (before.said === said || now - before.at < HEAR_OTHER_RECORD_EVERY_S)) return;
      // Where it is not noted, what it says is heard again.
      heard.set(desktopId, { said: '', at: now });
      patiently('what a desktop remembers is not noted', () => {
        const isNoted = noteOtherRecord(context(), name, seen);
        heard.set(desktopId, { said, at: now });
        if (isNoted) door().stateChanged(true);
      });
    },
    sweep(expired) {
      for (const desktop of [...attached.values()]) if (desktop.lostFor() >= RESUME_MS) drop(desktop);
      endPatiently(() => endWaitingFor(context(), RESUME_MS));
      tellRecord();
      lookAtAdmissions(expired);
    },
  };
}
