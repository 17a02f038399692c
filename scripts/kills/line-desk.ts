// A desktop of the firm's server without a window: the product's own line and act ids, and what a person does at it. Between
// it and the server stands a pipe that can be cut.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { unmanaged } from '../../main/domain/managed.ts';
import { withActIds } from '../../main/ipc/act-ids.ts';
import type { Door } from '../../main/ipc/door.ts';
import { createRemoteDoor, isReading } from '../../main/line/remote-door.ts';
import type { AppState, InputOf, OutputOf, Reply, RequestName, Screen } from '../../preload/contract/index.ts';
import { nextCode, PASSWORD, type Person } from './line-firm.ts';

/** The server is not there for as long as its start takes, and the desktop waits between two tries. */
const PATIENCE_MS = 180_000;
const LOOK_EVERY_MS = 10;
const NO_ANSWER: readonly string[] = ['not_known', 'not_connected'];

/** The answer to a request did not come: the server was killed, or the line was cut. */
export class Interrupted extends Error {
  /** It may have been carried out. Otherwise it was not even sent, or changes nothing. */
  readonly isUnknown: boolean;
  readonly request: RequestName;

  constructor(request: RequestName, isUnknown: boolean) {
    super(`${request} has no answer`);
    this.request = request;
    this.isUnknown = isUnknown;
  }
}

export class Refused extends Error {
  readonly code: string;

  constructor(request: RequestName, failure: { readonly code: string }) {
    super(`${request} was refused: ${JSON.stringify(failure)}`);
    this.code = failure.code;
  }
}

export interface Desk {
  /** @throws Interrupted, Refused. */
  ask<N extends RequestName>(name: N, input: InputOf<N>, windowId?: number): Promise<OutputOf<N>>;
  /** With an act id of another desk's request, as a modified desktop would. @returns the reply as it is. */
  repeat<N extends RequestName>(name: N, input: InputOf<N>, actId: string): Promise<string>;
  /** Of the last request. */
  readonly lastActId: string;
  /** Told when a request that changes something leaves. @returns told when it is answered. */
  onAsk: (name: RequestName) => () => void;
  connected(): Promise<void>;
  cut(): void;
  close(): void;
}

export interface DeskPlace {
  readonly identity: { readonly key: string; readonly certificate: string };
  readonly fingerprint: string;
  /** Of the servers. */
  readonly ports: readonly number[];
  readonly version: string;
  readonly log: (line: string) => void;
}

export async function openDesk({ identity, fingerprint, ports, version, log }: DeskPlace): Promise<Desk> {
  const pipes = await Promise.all(ports.map(openPipe));
  const noFile = async (): Promise<never> => Promise.reject(new Error('no file is chosen here'));
  // Nothing is kept of what a desktop keeps in files.
  const files = { seenFile: { read: () => undefined, write: () => undefined } };
  const ownFiles = { chooseTable: noFile, saveText: async () => undefined, saveParts: async () => undefined };
  const remote = createRemoteDoor({
    managed: unmanaged(''),
    ...files,
    joined: {
      addresses: pipes.map(({ port }) => ({ host: '127.0.0.1', port })),
      others: [],
      fingerprint: Buffer.from(fingerprint, 'hex'),
      identities: [
        { key: Buffer.from(identity.key, 'base64'), certificate: Buffer.from(identity.certificate, 'base64') },
      ],
    },
    keep: async () => undefined,
    desktop: {
      keyProtection: 'file_only',
      csvSeparator: ',',
      ...ownFiles,
      copy: async () => undefined,
      print: async () => 'printed',
      savePdf: async () => undefined,
      printPdf: async () => new Uint8Array(),
      mail: async () => undefined,
      protectWindow: () => undefined,
    },
    version,
    now: Date.now,
    log,
    pass: () => undefined,
    leave: async () => undefined,
  });
  let lastActId = '';
  const noted: Door = {
    ...remote,
    answer(sender, name, input) {
      lastActId = sender.actId ?? '';
      return remote.answer(sender, name, input);
    },
  };
  const door = withActIds(noted, {
    newId: () => randomBytes(16).toString('base64url'),
    now: () => performance.now(),
  });
  async function ask<N extends RequestName>(name: N, input: InputOf<N>, windowId = 1): Promise<OutputOf<N>> {
    const onAnswer = isReading(name) ? undefined : desk.onAsk(name);
    const reply = JSON.parse(await door.answer({ windowId }, name, JSON.stringify(input))) as Reply<N>;
    if (reply.ok) {
      onAnswer?.();
      return reply.value;
    }
    const { code } = reply.failure;
    if (NO_ANSWER.includes(code)) throw new Interrupted(name, code === 'not_known');
    throw new Refused(name, reply.failure);
  }
  const desk: Desk = {
    ask,
    onAsk: () => () => undefined,
    repeat: (name, input, actId) => remote.answer({ windowId: 1, actId }, name, JSON.stringify(input)),
    get lastActId() {
      return lastActId;
    },
    async connected() {
      const until = performance.now() + PATIENCE_MS;
      for (;;) {
        const line = await ask('line.get', {});
        if (line.kind === 'connected') return;
        if (performance.now() > until) throw new Error(`the desktop is ${JSON.stringify(line)}`);
        await delay(LOOK_EVERY_MS);
      }
    },
    cut() {
      for (const pipe of pipes) pipe.cut();
    },
    close() {
      remote.close();
      for (const pipe of pipes) pipe.close();
    },
  };
  return desk;
}

async function openPipe(
  target: number,
): Promise<{ readonly port: number; readonly cut: () => void; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}

const screenOf = async (desk: Desk, windowId: number): Promise<Screen> =>
  (await desk.ask('application.getState', {}, windowId)).screen;

/**
 * The person is signed in afterwards, whatever the window shows: they unlock it, or sign in from the beginning.
 * @returns how.
 */
export async function enter(desk: Desk, person: Person, windowId = 1): Promise<'was in' | 'unlocked' | 'signed in'> {
  await desk.connected();
  const screen = await screenOf(desk, windowId);
  const isOwn = 'user' in screen && screen.user.id === person.id;
  if (screen.name === 'signed_in' && isOwn) return 'was in';
  if (screen.name === 'locked' && isOwn) {
    await desk.ask('session.unlock', { password: PASSWORD }, windowId);
    return 'unlocked';
  }
  await leave(desk, screen, windowId);
  await signIn(desk, person, windowId);
  return 'signed in';
}

/** Back to the sign-in page. */
async function leave(desk: Desk, screen: Screen, windowId = 1): Promise<void> {
  if (screen.name === 'sign_in') return;
  const isIn = screen.name === 'signed_in' || screen.name === 'locked';
  await desk.ask(isIn ? 'session.signOut' : 'session.cancel', {}, windowId);
}

export async function start(desk: Desk, windowId = 1): Promise<void> {
  await desk.connected();
  await leave(desk, await screenOf(desk, windowId), windowId);
}

/** @param onAnswer told where the window stands after each answer. */
export async function signIn(
  desk: Desk,
  person: Person,
  windowId = 1,
  onAnswer: (screen: Screen) => void = () => undefined,
): Promise<void> {
  let state: AppState = await desk.ask('session.signIn', { email: person.email, password: PASSWORD }, windowId);
  for (;;) {
    const { screen } = state;
    onAnswer(screen);
    switch (screen.name) {
      case 'signed_in':
        return;
      case 'code':
        state = await desk.ask('session.verifyCode', { code: await nextCode(person) }, windowId);
        break;
      case 'notice':
        state = await desk.ask('session.acknowledge', {}, windowId);
        break;
      case 'recovery_codes':
        state = await desk.ask('setUp.finish', {}, windowId);
        break;
      default:
        throw new Error(`the sign-in leads to ${screen.name}`);
    }
  }
}
