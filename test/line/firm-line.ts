// A firm that serves on the loopback address over real TLS, and desktops that join it. What a desktop does for its person is
// only remembered.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import * as v from 'valibot';
import type { Managed } from '../../main/domain/managed.ts';
import { readPairing } from '../../main/domain/pairing.ts';
import { withActIds } from '../../main/ipc/act-ids.ts';
import type { Door } from '../../main/ipc/door.ts';
import { createFirmServer, type ListeningServer } from '../../main/line/firm-server.ts';
import { joinServer } from '../../main/line/join-server.ts';
import type { JoinedServer } from '../../main/line/joined-server.ts';
import { createRemoteDoor } from '../../main/line/remote-door.ts';
import type { SeenFile } from '../../main/line/seen-record.ts';
import { keepSessions } from '../../main/services/desktops/resume-sessions.ts';
import { identityOf, resumeServing } from '../../main/services/desktops/serve-firm.ts';
import { fingerprintOfIdentity, type Identity, makeIdentity, toPem } from '../../main/services/secrets/certificate.ts';
import { contract, type InputOf, type Line, type OutputOf, type RequestName } from '../../preload/contract/index.ts';
import { createFixture, type Fixture, type Person, UNMANAGED } from '../support/fixture.ts';
import { inPieces } from '../support/in-pieces.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createSlowHasher, type SlowHasher } from '../support/slow-hasher.ts';

export const LOCAL = 1;

export interface FirmLine {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly server: ListeningServer;
  readonly admin: Person;
  readonly hasher: SlowHasher;
  readonly log: string[];
  /** Of the server's key. */
  serverFingerprint(): Uint8Array;
  address(): { readonly host: string; readonly port: number };
  /** A new pairing code, and where. */
  pair(): Promise<OutputOf<'desktops.pair'>>;
  close(): void;
  /**
   * The server ends, and starts again on the same port with the same data, as a workspace is opened.
   * @param order what happens in between, and whether the data is as it was.
   */
  restart(order?: { readonly meanwhile?: () => void; readonly isAsItWas?: boolean }): Promise<FirmLine>;
}

/** What the person at a desktop chooses to import. */
const TABLE = 'Email,First name,Last name\r\nnina@quill.example,Nina,Okafor\r\n';

/** Ends what a test has opened. */
export const opened: (() => void)[] = [];

export async function serveFirm(): Promise<FirmLine> {
  const hasher = createSlowHasher();
  const fixture = createFixture({ passwords: hasher });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const { open, server, log } = openServer(fixture);
  await open.signIn(LOCAL, admin);
  await open.ask(LOCAL, 'desktops.serve', {
    name: 'office-1',
    address: '127.0.0.1',
    port: await freePort(),
    code: fixture.nextCode(admin),
  });
  return toFirmLine({ fixture, admin, hasher, open, server, log });
}

function openServer(fixture: Fixture): Pick<FirmLine, 'open' | 'server' | 'log'> {
  const log: string[] = [];
  let server: ListeningServer | undefined;
  const open = openDoor(fixture, (door) => {
    server = createFirmServer({
      context: () => fixture.context,
      door,
      keyProtection: () => 'file_only',
      hasWindow: true,
      log: (line) => log.push(line),
    });
    return server;
  });
  if (server === undefined) throw new Error('no server');
  return { open, server, log };
}

function toFirmLine(parts: Pick<FirmLine, 'fixture' | 'open' | 'server' | 'admin' | 'hasher' | 'log'>): FirmLine {
  const { fixture, open, server } = parts;
  const line: FirmLine = {
    ...parts,
    serverFingerprint: () => fingerprintOfIdentity(identityOf(fixture.context, fixture.read) ?? newIdentity()),
    address: () => ({ host: '127.0.0.1', port: server.port ?? 0 }),
    pair: () => open.ask(LOCAL, 'desktops.pair', { code: '' }),
    close: () => server.stop(),
    async restart({ meanwhile, isAsItWas = true } = {}) {
      server.shutDown();
      fixture.reopen();
      meanwhile?.();
      fixture.context.storage.transaction((tx) => keepSessions(fixture.context, tx, isAsItWas));
      const again = openServer(fixture);
      await resumeServing(fixture.context, again.server);
      return toFirmLine({ ...parts, ...again });
    },
  };
  opened.push(line.close);
  return line;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface JoinedDesktop {
  readonly door: Door;
  joined: JoinedServer;
  readonly events: { readonly windowId: number; readonly name: string; readonly payload: unknown }[];
  readonly copied: string[];
  readonly saved: { readonly name: string; readonly text: string; readonly bytes?: Buffer }[];
  readonly log: string[];
  /** What the person answers: the content of the file that they choose, and whether they choose a place for one. */
  /** `tablesRead` grows when a chosen table is closed again. */
  readonly dialogs: { table: string; readonly tablesRead: string[]; place: Promise<boolean> };
  ask<N extends RequestName>(windowId: number, name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  refusal(windowId: number, name: RequestName, input: unknown): Promise<string>;
  line(): Promise<Line>;
  signIn(windowId: number, person: Person, fixture: Fixture): Promise<void>;
  close(): void;
}

export const newIdentity = (): Identity =>
  makeIdentity(Date.now(), (count) => crypto.getRandomValues(new Uint8Array(count)));

export async function join(
  line: FirmLine,
  name = 'desk-2',
  identity = newIdentity(),
  version = line.fixture.context.appVersion,
): Promise<JoinedServer> {
  const { pairingText } = await line.pair();
  const pairing = readPairing(pairingText, '');
  if (typeof pairing === 'string') throw new Error(`cannot read the ${pairing}`);
  return await joinServer(pairing, name, identity, version);
}

export function openDesktop(
  { fixture }: FirmLine,
  joined: JoinedServer,
  {
    version = fixture.context.appVersion,
    now = () => fixture.clock.now(),
    seenFile = { read: () => undefined, write: () => undefined } as SeenFile,
    managed = UNMANAGED as Managed,
    keep = undefined as ((next: JoinedServer) => Promise<void>) | undefined,
  } = {},
): JoinedDesktop {
  const events: JoinedDesktop['events'] = [];
  const copied: string[] = [];
  const saved: JoinedDesktop['saved'] = [];
  const log: string[] = [];
  const dialogs: JoinedDesktop['dialogs'] = { table: TABLE, tablesRead: [], place: Promise.resolve(true) };
  const remote = createRemoteDoor({
    joined,
    managed,
    seenFile,
    async keep(next) {
      await keep?.(next);
      desktop.joined = next;
    },
    desktop: {
      keyProtection: 'file_only',
      csvSeparator: ';',
      chooseTable: async (_windowId, _most, read) => {
        const bytes = Buffer.from(dialogs.table);
        try {
          return await read({ name: 'people.csv', size: bytes.length, pieces: inPieces(bytes) });
        } finally {
          dialogs.tablesRead.push('left');
        }
      },
      copy: async (text) => void copied.push(text),
      async saveText(_windowId, name, text) {
        saved.push({ name, text });
        return { name, folder: '/home/ann' };
      },
      async saveParts(_windowId, name, parts) {
        if (!(await dialogs.place)) return undefined;
        const bytes: Uint8Array[] = [];
        for await (const part of parts) bytes.push(Buffer.from(part));
        saved.push({ name, text: Buffer.concat(bytes).toString(), bytes: Buffer.concat(bytes) });
        return { name, folder: '/home/ann' };
      },
      printPdf: async () => Buffer.from('%PDF-1.4 of a test'),
      print: async () => 'printed',
      savePdf: async (_windowId, name) => ({ name, folder: '/home/ann' }),
      mail: async () => undefined,
      protectWindow: () => undefined,
    },
    version,
    now,
    log: (text) => log.push(text),
    pass: (windowId, name, payload) => events.push({ windowId, name, payload: JSON.parse(payload) }),
    leave: async () => undefined,
  });
  const door = withActIds(remote, {
    newId: () => randomBytes(16).toString('base64url'),
    now: () => performance.now(),
  });
  const desktop: JoinedDesktop = {
    door,
    joined,
    events,
    copied,
    saved,
    log,
    dialogs,
    async ask(windowId, name, input) {
      const reply = JSON.parse(await door.answer({ windowId }, name, JSON.stringify(input))) as {
        ok: boolean;
        value?: unknown;
        failure?: unknown;
      };
      if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.failure)} ${log.at(-1) ?? ''}`);
      return v.parse(contract[name].output as v.GenericSchema, reply.value) as never;
    },
    async refusal(windowId, name, input) {
      const reply = JSON.parse(await door.answer({ windowId }, name, JSON.stringify(input))) as {
        ok: boolean;
        failure?: { code: string };
      };
      return reply.failure?.code ?? 'answered';
    },
    line: () => desktop.ask(1, 'line.get', {}),
    async signIn(windowId, person, fixture) {
      await desktop.ask(windowId, 'session.signIn', { email: person.email, password: person.password });
      await desktop.ask(windowId, 'session.verifyCode', { code: fixture.nextCode(person) });
    },
    close: () => remote.close(),
  };
  opened.push(desktop.close);
  return desktop;
}

export interface Pipe {
  readonly address: { readonly host: string; readonly port: number };
  /** What passes from a desktop to the server. */
  readonly heard: Buffer[];
  /** How often it was cut. */
  readonly cuts: number;
  /** From now on nothing passes from the server to a desktop. */
  swallow(): void;
  /** As a broken network does. New connections pass, in both directions. */
  cut(): void;
  /** As a cut, and no new connection passes. */
  close(): Promise<void>;
  /** After `close`: connections pass again, at the same address. */
  open(): Promise<void>;
}

/** What stands between a desktop and the server: it passes everything on and understands nothing. */
export async function openPipe(target: { readonly host: string; readonly port: number }): Promise<Pipe> {
  const heard: Buffer[] = [];
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  let cuts = 0;
  const server = createServer((near) => {
    const far = connectTcp(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => heard.push(bytes));
    near.pipe(far);
    far.on('data', (bytes) => isSwallowing || near.write(bytes));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    isSwallowing = false;
    cuts += 1;
    for (const socket of sockets) socket.destroy();
  };
  opened.push(() => {
    server.close();
    cut();
  });
  return {
    address: { host: '127.0.0.1', port },
    heard,
    get cuts() {
      return cuts;
    },
    swallow: () => (isSwallowing = true),
    cut,
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
    async open() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

/** A connection of somebody who speaks TLS and may have any key. */
export async function callRaw(
  { host, port }: { readonly host: string; readonly port: number },
  identity: Identity | null = newIdentity(),
): Promise<TLSSocket> {
  const socket = connect({
    host,
    port,
    ...(identity === null ? {} : toPem(identity)),
    minVersion: 'TLSv1.3',
    rejectUnauthorized: false,
  });
  socket.on('error', () => undefined);
  opened.push(() => socket.destroy());
  await new Promise<void>((resolve) => socket.once('secureConnect', resolve));
  return socket;
}
