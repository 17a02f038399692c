// The door of a desktop that is on another computer than the firm's data: what windows ask goes over the line to the door
// there, which judges it. What belongs to the person's computer is done here. The windows cannot tell the difference, except
// for a sign that says how the connection stands.
import * as v from 'valibot';
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import { desktopRequests } from '../../preload/contract/desktop.ts';
import {
  type AppState,
  contract,
  type EventName,
  type EventPayload,
  type Failure,
  failureSchema,
  type Line,
  type OutputOf,
  type RequestName,
  stateSchema,
} from '../../preload/contract/index.ts';
import type { Managed } from '../domain/managed.ts';
import { type Address, toAddressText } from '../domain/pairing.ts';
import { Refusal, type RefusalReason } from '../domain/refusal.ts';
import type { Door } from '../ipc/door.ts';
import type { Desktop } from '../ipc/handler.ts';
import { type EvidenceSource, saveEvidence } from '../ipc/save-evidence.ts';
import { toShownPolicy } from '../ipc/shown-policy.ts';
import type { LockReason } from '../services/act/visit.ts';
import {
  type DesktopLine,
  type LineDependencies,
  type OfTheLine,
  openDesktopLine,
  type Welcome,
  type WhyNot,
} from './desktop-line.ts';
import type { JoinedServer } from './joined-server.ts';
import type { ServerMessage } from './messages.ts';
import { createOwnFiles } from './own-files.ts';
import { createSeenRecord, type SeenFile } from './seen-record.ts';

/** How long a request waits for the connection before the window says that there is none. */
const PATIENCE_MS = 1500;
/** A window that the server cannot lock locks itself after so long without a key or the mouse. */
const LOCKED_AFTER_MS = 2 * 60_000;
const LOOK_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

type Own = Pick<
  Desktop,
  | 'keyProtection'
  | 'csvSeparator'
  | 'chooseTable'
  | 'copy'
  | 'saveText'
  | 'saveParts'
  | 'print'
  | 'savePdf'
  | 'printPdf'
  | 'mail'
  | 'protectWindow'
>;
type OwnRequest = keyof typeof desktopRequests;

export interface RemoteDoorDependencies {
  /** Undefined: the file is damaged, or another account's key store has wrapped the key. Only a new pairing helps. */
  readonly joined: JoinedServer | undefined;
  readonly keep: (joined: JoinedServer) => Promise<void>;
  /** What this desktop remembers of the server's activity record. */
  readonly seenFile: SeenFile;
  readonly desktop: Own;
  readonly version: string;
  /** What the policy file of this computer fixes. */
  readonly managed: Managed;
  /** This computer's clock. */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Sends an event. @param payload JSON text. */
  readonly pass: (windowId: number, name: string, payload: string) => void;
  /** The person wants to begin again, without the server. */
  readonly leave: () => Promise<void>;
}

/** A second time, it would do nothing more than the first: it reads. Its answer is not missed. */
export const isReading = (name: string): boolean =>
  /\.(get|list|count|read|report)(?![a-z])|^activity\.(verify|checkPrinted)$|^session\.touch$/.test(name);

const success = (value: unknown): string => JSON.stringify({ ok: true, value });
const failed = (failure: Failure): string => JSON.stringify({ ok: false, failure });

export interface RemoteDoor extends Door {
  close(): void;
}

export function createRemoteDoor(dependencies: RemoteDoorDependencies): RemoteDoor {
  const { joined, desktop, version, now, log } = dependencies;
  const seen = createSeenRecord(dependencies.seenFile, log);
  const windows = new Set<number>();
  const waiting = new Map<number, { readonly name: string; answer(reply: string): void }>();
  let lastId = 0;
  let serverName = nameOf(joined?.addresses ?? []);
  let line: Line = {
    kind: 'not_connected',
    name: serverName,
    since: now(),
    why: joined === undefined ? 'revoked' : 'connecting',
    serverVersion: null,
  };
  /** While there is no connection. */
  let looking: NodeJS.Timeout | undefined;
  /** When somebody was last seen at a window, by this computer's clock. */
  const touches = new Map<number, number>();
  /** When somebody did something at a window that has not locked since. */
  const uses = new Map<number, number>();
  /** Where a window stood when the server last said it, as text. */
  const lastStates = new Map<number, string>();
  /** Told when the connection is there. */
  const comers: (() => void)[] = [];
  let isClosed = false;

  const NOWHERE: AppState = {
    version,
    firmName: null,
    firmPhone: '',
    signInPlace: '',
    dateOrder: 'day_first',
    isSample: false,
    serverName: null,
    keyProtection: desktop.keyProtection,
    clock: null,
    screen: { name: 'not_connected' },
  };

  const ownFiles = createOwnFiles({
    desktop,
    isOpen: (windowId) => windows.has(windowId),
    send: (message) => void desktopLine?.send(message),
  });

  const announce = <N extends EventName>(windowId: number, name: N, payload: EventPayload<N>): void =>
    dependencies.pass(windowId, name, JSON.stringify(payload));

  function setLine(next: Line): void {
    line = next;
    for (const windowId of windows) announce(windowId, 'line.changed', line);
  }

  function onConnected({ name, at, restoredAt }: Welcome, isOtherRecord: boolean): void {
    serverName = name;
    clearInterval(looking);
    looking = undefined;
    const minutes = Math.round((now() - at) / MINUTE_MS);
    const otherRecord = isOtherRecord ? { restoredAt } : null;
    setLine({ kind: 'connected', name, clockMinutes: minutes === 0 ? null : minutes, otherRecord });
    for (const come of comers.splice(0)) come();
    for (const windowId of windows) void tellState(windowId);
  }

  /** The server knows best where the window stands: locked, if it was signed in. */
  async function tellState(windowId: number): Promise<void> {
    const reply = JSON.parse(await forward(windowId, 'application.getState', '{}')) as { ok: boolean; value?: unknown };
    if (reply.ok) passState(windowId, JSON.stringify(reply.value));
    dependencies.pass(windowId, 'directory.changed', '{}');
  }

  function onLost(why: WhyNot, serverVersion: string | null): void {
    if (isClosed) return;
    const since = line.kind === 'not_connected' ? line.since : now();
    const isNew = line.kind !== 'not_connected' || line.why !== why;
    if (isNew) setLine({ kind: 'not_connected', name: serverName, since, why, serverVersion });
    for (const { name, answer } of [...waiting.values()])
      answer(failed({ code: isReading(name) ? 'not_connected' : 'not_known' }));
    waiting.clear();
    ownFiles.drop();
    looking ??= setInterval(() => {
      for (const windowId of windows)
        if (now() - (touches.get(windowId) ?? 0) >= LOCKED_AFTER_MS) lockHere(windowId, 'line');
    }, LOOK_EVERY_MS).unref();
  }

  function passState(windowId: number, text: string): void {
    lastStates.set(windowId, text);
    dependencies.pass(windowId, 'state.changed', text);
  }

  /** The session is locked at the server, which cannot say so now. What is typed stays behind the page. */
  function lockHere(windowId: number, because: 'line' | 'computer' | 'idle' | 'person' | 'restarted'): void {
    const text = lastStates.get(windowId);
    if (text === undefined) return;
    const state = JSON.parse(text) as AppState;
    const { screen } = state;
    if (screen.name === 'locked') return;
    const hidden: AppState =
      screen.name === 'signed_in' ? { ...state, screen: { name: 'locked', user: screen.user, because } } : NOWHERE;
    passState(windowId, JSON.stringify(hidden));
  }

  function forward(windowId: number, name: string, input: string, act: string | null = null): Promise<string> {
    return new Promise((resolve) => {
      lastId += 1;
      const id = lastId;
      waiting.set(id, { name, answer: resolve });
      if (desktopLine?.send({ say: 'ask', id, window: windowId, name, input, act })) return;
      waiting.delete(id);
      resolve(failed({ code: 'not_connected' }));
    });
  }

  const connection = (): Promise<void> =>
    new Promise((resolve) => {
      // Where somebody has to do something first, waiting does not help.
      if (line.kind !== 'not_connected' || line.why !== 'connecting') return resolve();
      desktopLine?.hurry();
      comers.push(resolve);
      setTimeout(resolve, PATIENCE_MS).unref();
    });

  function onMessage(message: Exclude<ServerMessage, { say: OfTheLine | 'paired' }>) {
    switch (message.say) {
      case 'answer':
        waiting.get(message.id)?.answer(message.reply);
        waiting.delete(message.id);
        return;
      case 'event':
        if (!windows.has(message.window)) return;
        if (message.name === 'state.changed') passState(message.window, message.payload);
        else dependencies.pass(message.window, message.name, message.payload);
        return;
      default:
        return ownFiles.hear(message);
    }
  }

  function noteState(windowId: number, reply: string): void {
    const { ok, value } = JSON.parse(reply) as { readonly ok: boolean; readonly value?: unknown };
    if (ok) lastStates.set(windowId, JSON.stringify(value));
  }

  /** The firm's part of an evidence pack, piece by piece. */
  function sourceOf(windowId: number, evidenceId: string): EvidenceSource {
    const ask = async <N extends 'evidence.getPiece' | 'evidence.sign'>(
      name: N,
      input: object,
    ): Promise<OutputOf<N>> => {
      const reply = JSON.parse(await forward(windowId, name, JSON.stringify({ evidenceId, ...input })));
      const { ok, value, failure } = v.parse(replySchema, reply);
      if (!ok) throw new Refusal(v.parse(failureSchema, failure) as RefusalReason);
      return v.parse(contract[name].output, value) as OutputOf<N>;
    };
    return {
      getPiece: (piece) => ask('evidence.getPiece', { piece }),
      async sign(reportSha256) {
        const { sums, signature } = await ask('evidence.sign', { reportSha256 });
        return { sums, signature: Buffer.from(signature, 'base64') };
      },
    };
  }

  /** @throws Refusal. */
  async function doHere(windowId: number, name: OwnRequest, text: string): Promise<unknown> {
    const read = <N extends OwnRequest>(_name: N) => v.parse(contract[_name].input, JSON.parse(text));
    switch (name) {
      case 'clipboard.copy': {
        const input = read('clipboard.copy') as v.InferOutput<(typeof desktopRequests)['clipboard.copy']['input']>;
        await desktop.copy(input.text, input.isSecret);
        return {};
      }
      case 'document.save': {
        const input = read('document.save') as v.InferOutput<(typeof desktopRequests)['document.save']['input']>;
        return { file: (await desktop.saveText(windowId, `${input.suggestedName}.txt`, input.text)) ?? null };
      }
      case 'document.print':
        return { outcome: await desktop.print(windowId) };
      case 'document.savePdf': {
        const input = read('document.savePdf') as v.InferOutput<(typeof desktopRequests)['document.savePdf']['input']>;
        return { file: (await desktop.savePdf(windowId, `${input.suggestedName}.pdf`)) ?? null };
      }
      case 'evidence.save': {
        const input = read('evidence.save') as v.InferOutput<(typeof desktopRequests)['evidence.save']['input']>;
        const { evidenceId, suggestedName } = input;
        const file = await saveEvidence(desktop, windowId, suggestedName, sourceOf(windowId, evidenceId));
        return { file: file ?? null };
      }
      case 'document.mail':
        await desktop.mail(read('document.mail') as v.InferOutput<(typeof desktopRequests)['document.mail']['input']>);
        return {};
      case 'window.setSecretShown': {
        const input = read('window.setSecretShown') as v.InferOutput<
          (typeof desktopRequests)['window.setSecretShown']['input']
        >;
        desktop.protectWindow(windowId, input.isShown);
        return {};
      }
    }
  }

  async function answer(windowId: number, name: RequestName, input: string, act: string | null): Promise<string> {
    windows.add(windowId);
    touches.set(windowId, now());
    if (name === 'session.touch' || !isReading(name)) uses.set(windowId, now());
    if (name === 'policy.get') return success(toShownPolicy(dependencies.managed));
    if (name === 'line.get') return success(line);
    if (name === 'line.join') return failed({ code: 'not_now' });
    if (name === 'line.leave') {
      await dependencies.leave();
      return success({});
    }
    if (name === 'line.acceptRecord') {
      if (line.kind !== 'connected') return failed({ code: 'not_connected' });
      seen.accept();
      setLine({ ...line, otherRecord: null });
      return success({});
    }
    if (isOwnRequest(name)) return success(await doHere(windowId, name, input));
    // Also where the network has just come back. What finds no connection in that time is never sent.
    await connection();
    if (name === 'application.getState' && line.kind !== 'connected') return success(NOWHERE);
    const reply = await forward(windowId, name, input, act);
    if (contract[name].output === stateSchema) noteState(windowId, reply);
    return reply;
  }

  function lock(windowId: number, because: LockReason): void {
    const why = because === 'computer' || because === 'restarted' || because === 'idle' ? because : 'person';
    // Without a connection its session is locked there already.
    if (desktopLine?.send({ say: 'lock', window: windowId, because: why }) !== true) lockHere(windowId, why);
  }

  const desktopLine: DesktopLine | undefined =
    joined &&
    openDesktopLine({
      joined,
      keep: dependencies.keep,
      learnsAddresses: dependencies.managed.settings.serverAddress === undefined,
      version,
      csvSeparator: desktop.csvSeparator,
      seen,
      windows: () => [...windows],
      onConnected,
      onMessage(message) {
        if (message.say !== 'paired') onMessage(message);
      },
      onLost,
      log,
    } satisfies LineDependencies);

  return {
    async answer({ windowId, actId = null }, name, input) {
      if (windowId === undefined) return failed({ code: 'wrong_sender' });
      if (!isRequestName(name)) return failed({ code: 'unknown_request' });
      if (typeof input !== 'string' || input.length > MAX_INPUT_LENGTH) return failed(UNREAD);
      try {
        return await answer(windowId, name, input, actId);
      } catch (error) {
        return failed(toFailure(error, log));
      }
    },
    forget(windowId) {
      windows.delete(windowId);
      touches.delete(windowId);
      uses.delete(windowId);
      lastStates.delete(windowId);
      desktopLine?.send({ say: 'close', window: windowId });
    },
    lock,
    // The server locks idle windows by its own policy, and this computer's file may say less.
    sweep() {
      const longest = (dependencies.managed.settings.idleLockMinutesAtMost ?? Number.POSITIVE_INFINITY) * MINUTE_MS;
      for (const [windowId, usedAt] of uses) {
        // The clock was set back since then.
        if (usedAt > now()) uses.set(windowId, now());
        if (now() - usedAt < longest) continue;
        uses.delete(windowId);
        lock(windowId, 'idle');
      }
    },
    stateChanged: () => undefined,
    startOver: () => undefined,
    close() {
      isClosed = true;
      clearInterval(looking);
      desktopLine?.close();
    },
  };
}

const replySchema = v.object({ ok: v.boolean(), value: v.optional(v.unknown()), failure: v.optional(v.unknown()) });

const UNREAD: Failure = { code: 'bad_input', fields: [{ field: '', message: 'The request could not be read.' }] };

/** Until the server has said its name. */
const nameOf = ([first]: readonly Address[]): string => (first === undefined ? '' : toAddressText(first).slice(0, 100));

const isRequestName = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(contract, name);
const isOwnRequest = (name: string): name is OwnRequest => Object.hasOwn(desktopRequests, name);

function toFailure(error: unknown, log: (line: string) => void): Failure {
  if (error instanceof Refusal) {
    const parsed = v.safeParse(failureSchema, error.reason);
    if (parsed.success) return parsed.output;
  }
  if (error instanceof v.ValiError || error instanceof SyntaxError) return UNREAD;
  log(`a request failed on this desktop: ${error instanceof Error ? error.stack : error}`);
  return { code: 'unexpected', reference: 'desktop' };
}
