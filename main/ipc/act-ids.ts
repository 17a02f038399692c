// The act ids of this computer's windows: each request gets one, and the page never sees it. A request that hands out a
// code keeps its id while the answer may not have reached the person: it was not given yet, or the page that showed it
// has died, or the line to the firm's server was lost. When the person asks for the same again, it is the same act, with the same code.
import { effects } from '../../preload/contract/effects.ts';
import type { Door } from './door.ts';

/** Who has lost an answer asks again soon. Later they want a new code. */
const REPEATABLE_MS = 10 * 60_000;
/** More codes than a person can lose at once. */
const MOST_OPEN = 20;
/**
 * The code of the first confirms the new authenticator: after a restart of the page that is another one. The others make
 * files, and their passphrases stay nowhere.
 */
const NEVER_THE_SAME = /^(account\.confirmAuthenticator|backups\..*)$/;
/** Acts whose codes stay where the data is until they are saved or given up, by the number that both requests name. */
const HOLDS_CODES: Readonly<Record<string, string>> = { 'bulkResets.start': 'bulkId', 'imports.start': 'importId' };
const ASKS_FOR_HELD = /^bulk\.(listCodes|saveCodes)$/;

interface OpenAct {
  readonly id: string;
  /** How many requests of it are not answered. */
  waiting: number;
  /** When the page died that had the answer or waited for it. */
  lostAt: number | undefined;
}

interface OpenActs {
  /** By what was asked for. */
  readonly acts: Map<string, OpenAct>;
  deaths: number;
}

type Sender = Parameters<Door['answer']>[0];
type Fields = Readonly<Record<string, unknown>>;

interface Dependencies {
  /** 128 random bits as text. */
  readonly newId: () => string;
  /** Milliseconds that go on whatever the computer's clock is set to. */
  readonly now: () => number;
}

/** The same door. Every request through it has an act id. */
export function withActIds(door: Door, { newId, now }: Dependencies): Door {
  const windows = new Map<number, OpenActs>();

  function openActsOf(windowId: number): OpenActs {
    const open = windows.get(windowId) ?? { acts: new Map(), deaths: 0 };
    windows.set(windowId, open);
    for (const [what, { lostAt }] of open.acts)
      if (lostAt !== undefined && now() - lostAt >= REPEATABLE_MS) open.acts.delete(what);
    return open;
  }

  function actFor({ acts }: OpenActs, what: string): OpenAct {
    const known = acts.get(what);
    if (known !== undefined && (known.waiting > 0 || known.lostAt !== undefined)) return known;
    const act = { id: newId(), waiting: 0, lostAt: undefined };
    acts.delete(what);
    acts.set(what, act);
    const [oldest] = acts.keys();
    if (acts.size > MOST_OPEN && oldest !== undefined) acts.delete(oldest);
    return act;
  }

  /** The page that shows no secret any more has shown it. Codes that are held for it come later. */
  function closeShown(windowId: number): void {
    const { acts } = openActsOf(windowId);
    for (const [what, { waiting, lostAt }] of acts)
      if (waiting === 0 && lostAt === undefined && heldBy(what) === undefined) acts.delete(what);
  }

  async function ask(sender: Sender, windowId: number, name: unknown, input: unknown): Promise<string> {
    if (name === 'window.setSecretShown' && readFields(input)?.['isShown'] === false) closeShown(windowId);
    const what = whatIsAsked(name, input);
    if (what === undefined) return door.answer({ ...sender, actId: newId() }, name, input);
    const open = openActsOf(windowId);
    const act = actFor(open, what);
    const { deaths } = open;
    const wasLost = act.lostAt !== undefined;
    act.waiting += 1;
    const answer = await door.answer({ ...sender, actId: act.id }, name, input);
    act.waiting -= 1;
    const refusal = readRefusal(answer);
    if (refusal === undefined) {
      if (open.deaths === deaths) act.lostAt = undefined;
    } else if (refusal === 'not_known' || refusal === 'not_on_standby') act.lostAt = now();
    else if (open.acts.get(what) === act && (!wasLost || refusal === 'done_before')) open.acts.delete(what);
    return answer;
  }

  /**
   * The firm's server was started again and no longer holds the codes of an act of this window. The act is repeated: it is
   * not done again, and its codes are held again.
   * @returns the refusal of the repetition; undefined where the codes can be asked for again.
   */
  async function holdAgain(
    sender: Sender,
    windowId: number,
    fields: Fields,
    refused: string,
  ): Promise<string | undefined> {
    const held = [...openActsOf(windowId).acts].find(([what]) => heldBy(what) === fields['bulkId']);
    if (held === undefined) return refused;
    const [what, { id }] = held;
    const [name, about] = JSON.parse(what) as [string, Fields];
    const answer = await door.answer(
      { ...sender, actId: id },
      name,
      JSON.stringify({ ...about, code: fields['code'] }),
    );
    const refusal = readRefusal(answer);
    // A part may have been done before the server ended. The codes of that part are there.
    return refusal === undefined || refusal === 'done_before' ? undefined : answer;
  }

  return {
    ...door,
    async answer(sender, name, input) {
      const { windowId } = sender;
      if (windowId === undefined) return door.answer(sender, name, input);
      const answer = await ask(sender, windowId, name, input);
      const fields = ASKS_FOR_HELD.test(String(name)) ? readFields(input) : undefined;
      if (fields === undefined || readRefusal(answer) !== 'not_found') return answer;
      const refusal = await holdAgain(sender, windowId, fields, answer);
      // The code that was typed is used up.
      return refusal ?? ask(sender, windowId, name, JSON.stringify({ ...fields, code: '' }));
    },
    lock(windowId, because) {
      if (because === 'restarted') {
        const open = openActsOf(windowId);
        open.deaths += 1;
        // What was lost with an earlier page was not with this one.
        for (const act of open.acts.values()) if (act.waiting > 0 || act.lostAt === undefined) act.lostAt = now();
      }
      door.lock(windowId, because);
    },
    forget(windowId) {
      windows.delete(windowId);
      door.forget(windowId);
    },
    startOver() {
      windows.clear();
      door.startOver();
    },
  };
}

/** @returns the number of the act whose codes are held. Undefined where none are. */
function heldBy(what: string): unknown {
  const [name, about] = JSON.parse(what) as [string, Fields];
  const field = HOLDS_CODES[name];
  return field === undefined ? undefined : about[field];
}

function readFields(input: unknown): Fields | undefined {
  try {
    const fields: unknown = typeof input === 'string' ? JSON.parse(input) : undefined;
    return typeof fields === 'object' && fields !== null ? { ...fields } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a request is about. The person's own code proves only that they are there, and the version is the one that the
 * window has read since. Undefined where a repetition is another act.
 */
function whatIsAsked(name: unknown, input: unknown): string | undefined {
  const isCode = typeof name === 'string' && Object.hasOwn(effects, name) && !NEVER_THE_SAME.test(name);
  if (!isCode || effects[name as keyof typeof effects] !== 'hands_out_code') return undefined;
  const fields = readFields(input);
  if (fields === undefined) return undefined;
  const { code: _, version: __, ...about } = fields;
  return JSON.stringify([name, about]);
}

/** @returns the code of a refusal; undefined for an answer. */
function readRefusal(answer: string): string | undefined {
  const reply = JSON.parse(answer) as { readonly ok: boolean; readonly failure?: { readonly code: string } };
  return reply.ok ? undefined : reply.failure?.code;
}
