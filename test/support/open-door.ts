// The real door over a fixture. The desktop behind it only remembers its calls. Every answer is checked against the
// contract.
import * as v from 'valibot';
import { expect } from 'vitest';
import { refuse } from '../../main/domain/refusal.ts';
import { createDoor, type FirmDoor } from '../../main/ipc/door.ts';
import type { Desktop } from '../../main/ipc/handler.ts';
import type { ListeningServer } from '../../main/line/firm-server.ts';
import {
  type AppState,
  contract,
  type EventName,
  events,
  type Failure,
  failureSchema,
  type InputOf,
  type OutputOf,
  type RequestName,
} from '../../preload/contract/index.ts';
import { createFakeServer } from './fake-server.ts';
import type { Fixture, Person } from './fixture.ts';
import { inPieces } from './in-pieces.ts';

export interface OpenDoor {
  readonly door: FirmDoor;
  readonly announced: { readonly windowId: number; readonly name: EventName; readonly payload: unknown }[];
  readonly log: string[];
  readonly copied: { readonly text: string; readonly isSecret: boolean }[];
  readonly saved: { readonly windowId: number; readonly name: string; readonly text: string }[];
  readonly printed: number[];
  readonly mailed: { readonly to: string; readonly subject: string; readonly text: string }[];
  readonly protectedWindows: { readonly windowId: number; readonly isProtected: boolean }[];
  readonly restored: {
    readonly madeAt: number;
    readonly by: string | undefined;
    readonly isSecondApproverRequired: boolean;
    readonly kitMadeBy: string | undefined;
  }[];
  /** What the person chooses in the system's dialogs. Undefined: Cancel. */
  readonly dialogs: {
    place: string | undefined;
    folder: string | undefined;
    backup: string | undefined;
    table: { readonly name: string; readonly bytes: Uint8Array } | undefined;
    /** The person takes that long to say where a file goes. */
    saving: Promise<void>;
    /** Another program has the file open when it is to get its name, as on Windows. */
    failsAtName: boolean;
    /** A restore takes that long. */
    preparing: Promise<void>;
  };
  /** From now on announcing an event fails for every window. */
  failAnnouncing(): void;
  /** The text of the answer. */
  send(windowId: number | undefined, name: unknown, input: unknown): Promise<string>;
  /** The output. Throws when the request is refused. */
  ask<N extends RequestName>(windowId: number, name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** The failure. Throws when the request is answered. */
  refusal(windowId: number | undefined, name: unknown, input: unknown): Promise<Failure>;
  screen(windowId: number): Promise<AppState['screen']['name']>;
  /** Signs in with password and the next code. */
  signIn(windowId: number, person: Person): Promise<void>;
}

export function toFailure(answer: string): Failure {
  const reply = v.parse(v.strictObject({ ok: v.literal(false), failure: v.unknown() }), JSON.parse(answer));
  return v.parse(failureSchema, reply.failure);
}

/** @param listens makes the server that this door has; by default it listens nowhere. */
export function openDoor(fixture: Fixture, listens?: (door: () => FirmDoor) => ListeningServer): OpenDoor {
  const announced: OpenDoor['announced'] = [];
  let canAnnounce = true;
  const log: string[] = [];
  const copied: OpenDoor['copied'] = [];
  const saved: OpenDoor['saved'] = [];
  const printed: OpenDoor['printed'] = [];
  const mailed: OpenDoor['mailed'] = [];
  const protectedWindows: OpenDoor['protectedWindows'] = [];
  const restored: OpenDoor['restored'] = [];
  const dialogs: OpenDoor['dialogs'] = {
    place: undefined,
    folder: undefined,
    backup: undefined,
    table: undefined,
    saving: Promise.resolve(),
    failsAtName: false,
    preparing: Promise.resolve(),
  };
  const listening = listens?.(() => door);
  const server = listening ?? createFakeServer();
  const desktop: Desktop = {
    keyProtection: 'file_only',
    keyStoreName: 'GNOME Keyring',
    readDataKey: async () => fixture.context.home.dataKey,
    async copy(text, isSecret) {
      copied.push({ text, isSecret });
    },
    csvSeparator: ',',
    async saveText(windowId, name, text) {
      saved.push({ windowId, name, text });
      return { name, folder: '/home/ann' };
    },
    async saveParts(windowId, name, parts) {
      await dialogs.saving;
      const bytes: Uint8Array[] = [];
      for await (const part of parts) bytes.push(Buffer.from(part));
      const all = Buffer.concat(bytes);
      if (dialogs.failsAtName) return refuse({ code: 'file_not_saved' });
      saved.push({ windowId, name, text: all.toString(name.endsWith('.zip') ? 'base64' : 'utf8') });
      return { name, folder: '/home/ann' };
    },
    async print(windowId) {
      printed.push(windowId);
      return 'printed';
    },
    async savePdf(windowId, name) {
      saved.push({ windowId, name, text: '' });
      return { name, folder: '/home/ann' };
    },
    printPdf: async () => Buffer.from('%PDF-1.4 of a test'),
    async mail(draft) {
      mailed.push(draft);
    },
    protectWindow(windowId, isProtected) {
      protectedWindows.push({ windowId, isProtected });
    },
    chooseBackupPlace: async () => dialogs.place,
    chooseBackupFolder: async () => dialogs.folder,
    chooseBackup: async () => dialogs.backup,
    chooseTable: async (_windowId, _most, read) => {
      const { table } = dialogs;
      return table && read({ name: table.name, size: table.bytes.length, pieces: inPieces(table.bytes) });
    },
    async restoreFirm(staged, by, requireSame) {
      await dialogs.preparing;
      requireSame();
      const { manifest, isSecondApproverRequired, kitMadeBy } = staged;
      restored.push({ madeAt: manifest.madeAt, by: by?.email, isSecondApproverRequired, kitMadeBy });
    },
    openSample: () => Promise.reject(new Error('the tests open no sample here')),
    leaveSample: () => Promise.reject(new Error('the tests leave no sample here')),
    isHere: true,
    server,
    join: () => Promise.reject(new Error('the tests join no server here')),
  };
  const door: FirmDoor = createDoor({
    context: () => fixture.context,
    desktopOf: (windowId) => listening?.desktopOf(windowId) ?? desktop,
    log: (line) => log.push(line),
    announce(windowId, name, payload) {
      if (!canAnnounce) throw new Error('the window is gone');
      if (listening?.announce(windowId, name, payload) === true) return;
      announced.push({ windowId, name, payload: v.parse(events[name] as v.GenericSchema, payload) });
    },
  });
  const open: OpenDoor = {
    door,
    announced,
    log,
    copied,
    saved,
    printed,
    mailed,
    protectedWindows,
    dialogs,
    restored,
    failAnnouncing() {
      canAnnounce = false;
    },
    send: (windowId, name, input) => door.answer({ windowId }, name, input),
    async ask(windowId, name, input) {
      const answer = JSON.parse(await door.answer({ windowId }, name, JSON.stringify(input))) as {
        ok: boolean;
        value?: unknown;
        failure?: unknown;
      };
      if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.failure)} ${log.at(-1) ?? ''}`);
      return v.parse(contract[name].output as v.GenericSchema, answer.value) as never;
    },
    refusal: async (windowId, name, input) => toFailure(await door.answer({ windowId }, name, JSON.stringify(input))),
    screen: async (windowId) => (await open.ask(windowId, 'application.getState', {})).screen.name,
    async signIn(windowId, person) {
      await open.ask(windowId, 'session.signIn', { email: person.email, password: person.password });
      let state = await open.ask(windowId, 'session.verifyCode', { code: fixture.nextCode(person) });
      if (state.screen.name === 'notice') state = await open.ask(windowId, 'session.acknowledge', {});
      expect(state.screen.name).toBe('signed_in');
    },
  };
  return open;
}
