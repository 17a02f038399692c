// A firm's server and its desktops for the bench: the firm of the seed with people who can sign in, the real application that
// serves it without a window, and desktops that speak the product's own line and have no window.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { unmanaged } from '../../main/domain/managed.ts';
import type { Address } from '../../main/domain/pairing.ts';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { withActIds } from '../../main/ipc/act-ids.ts';
import type { Door } from '../../main/ipc/door.ts';
import type { JoinedServer } from '../../main/line/joined-server.ts';
import { createRemoteDoor } from '../../main/line/remote-door.ts';
import { keyMacOf } from '../../main/services/desktops/admit-desktop.ts';
import { identityOf, serveByArgument } from '../../main/services/desktops/serve-firm.ts';
import { fingerprintOfIdentity, makeIdentity, YEAR_MS } from '../../main/services/secrets/certificate.ts';
import { insertDesktop } from '../../main/storage/tables/desktops.ts';
import type { InputOf, OutputOf, Reply, RequestName } from '../../preload/contract/index.ts';
import { ROOT } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';
import { ADMIN, insertAdmin, openFirm } from './seed.ts';

const VERSION = String(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);

const emailOf = (person: number): string => (person === 0 ? ADMIN.email : `partner${person}@harbourfinch.example`);

/** Any port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Adds Partner Admins, and desktops that have joined.
 * @param count of each; the first person is the one of the seed.
 * @returns what each desktop keeps.
 */
export async function prepareLine(folder: string, count: number, address: Address): Promise<readonly JoinedServer[]> {
  const workspace = await openFirm(folder);
  const { context } = workspace;
  const { storage, clock } = context;
  const nobody = {
    serving: undefined,
    listen: async () => undefined,
    stop: () => undefined,
    isConnected: () => false,
    cut: () => undefined,
    listAddresses: () => [],
    hasWindow: false,
    computer: 'bench',
  };
  await serveByArgument(context, nobody, address);
  const server = identityOf(context, storage.read);
  if (server === undefined) throw new Error('the server has no key');
  const hash = await context.passwords.hash(ADMIN.password);
  const now = clock.now();
  const joined = storage.transaction((tx) =>
    Array.from({ length: count }, (_, i) => {
      if (i > 0)
        insertAdmin(context, tx, { email: emailOf(i), firstName: 'Partner', lastName: `Number${i}` }, hash, now);
      const identity = makeIdentity(Date.now(), (bytes) => new Uint8Array(randomBytes(bytes)));
      const keyMac = keyMacOf(context, fingerprintOfIdentity(identity));
      insertDesktop(tx, { name: `desk-${i}`, since: now, validUntil: now + YEAR_MS, keyMac });
      return { addresses: [address], others: [], fingerprint: fingerprintOfIdentity(server), identities: [identity] };
    }),
  );
  workspace.close();
  return joined;
}

function startWithoutWindow(folder: string, args: readonly string[]): ChildProcess {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const own = [...sandboxArgs(), '--disable-gpu', ROOT, '--serve', `--user-data-dir=${folder}`];
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return spawn(process.env['REKEY_ELECTRON'] ?? '', [...own, ...args], { env, stdio });
}

/** Moves the firm of the folder to an empty database of PostgreSQL, with the command that a firm uses. */
export async function moveTo(folder: string, url: string): Promise<void> {
  const child = startWithoutWindow(folder, ['--move-to', url]);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the firm was not moved: exit code ${code}`);
}

export interface Serving {
  readonly pid: number;
  end(): Promise<void>;
}

/**
 * Starts the real application without a window. It is ready when it has said so.
 * @param more arguments, such as where its database is.
 */
export async function serve(folder: string, { host, port }: Address, more: readonly string[] = []): Promise<Serving> {
  const child = startWithoutWindow(folder, ['--listen', `${host}:${port}`, ...more]);
  const ended = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  while (!/^serving /m.test(said)) {
    if (child.exitCode !== null) throw new Error(`it does not serve: ${said}`);
    await wait(50);
  }
  return {
    pid: child.pid ?? 0,
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export interface BenchDesktop {
  readonly door: Door;
  ask<N extends RequestName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  close(): void;
}

/** A door as a window of its process would use it. @throws where it is refused. */
export const askerOf =
  (door: Door): BenchDesktop['ask'] =>
  async (name, input) => {
    const reply: Reply<typeof name> = JSON.parse(await door.answer({ windowId: 1 }, name, JSON.stringify(input)));
    if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.failure)}`);
    return reply.value;
  };

export const withIds = (door: Door): Door =>
  withActIds(door, { newId: () => randomBytes(16).toString('base64url'), now: () => performance.now() });

/** Connects. @param onEvent what its window hears. */
export async function openDesktop(joined: JoinedServer, onEvent: (name: string) => void): Promise<BenchDesktop> {
  const nothing = (): Promise<never> => Promise.reject(new Error('there is nobody at this desktop'));
  const remote = createRemoteDoor({
    managed: unmanaged(''),
    joined,
    keep: async () => undefined,
    seenFile: { read: () => undefined, write: () => undefined },
    desktop: {
      keyProtection: 'file_only',
      csvSeparator: ',',
      chooseTable: nothing,
      copy: nothing,
      saveText: nothing,
      saveParts: nothing,
      print: nothing,
      savePdf: nothing,
      printPdf: nothing,
      mail: nothing,
      protectWindow: () => undefined,
    },
    version: VERSION,
    now: () => Date.now(),
    log: (line) => process.stderr.write(`${line}\n`),
    pass: (_windowId, name) => onEvent(name),
    leave: nothing,
  });
  const door = withIds(remote);
  const ask = askerOf(door);
  while ((await ask('line.get', {})).kind !== 'connected') await wait(20);
  return { door, ask, close: () => remote.close() };
}

/** The step of the latest code. A code works once for each person, and the script before this one may have used it. */
let usedStep = stepAt(Date.now());
export function presentCode(): string {
  usedStep = stepAt(Date.now());
  return codeAtStep(ADMIN.secret, usedStep);
}
/** Waits for the next code of the authenticators, which all have the same secret. */
export async function nextCode(): Promise<string> {
  while (stepAt(Date.now()) === usedStep) await wait(200);
  return presentCode();
}

/** @param onCode told how long the answer to the code took. */
export async function signInAt(
  { ask }: Pick<BenchDesktop, 'ask'>,
  person: number,
  onCode: (ms: number) => void = () => undefined,
): Promise<void> {
  await ask('session.signIn', { email: emailOf(person), password: ADMIN.password });
  const from = performance.now();
  const { screen } = await ask('session.verifyCode', { code: presentCode() });
  onCode(performance.now() - from);
  if (screen.name !== 'signed_in') throw new Error(`signing in leads to ${screen.name}`);
}
