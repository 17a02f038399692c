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

  /** The page that shows no secret any more has shown it. */
  function closeShown(windowId: number): void {
    const { acts } = openActsOf(windowId);
    for (const [what, { waiting, lostAt }] of acts) if (waiting === 0 && lostAt === undefined) acts.delete(what);
  }

  return {
    ...door,
    async answer(sender, name, input) {
      const { windowId } = sender;
      if (windowId === undefined) return door.answer(sender, name, input);
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
      } else if (refusal === 'not_known') act.lostAt = now();
      else if (open.acts.get(what) === act && (!wasLost || refusal === 'done_before')) open.acts.delete(what);
      return answer;
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

function readFields(input: unknown): Readonly<Record<string, unknown>> | undefined {
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
