// What the works of the campaign at the line have in common: who takes a desk, and what is looked at afterwards.
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { type Desk, enter, type Interrupted, Refused } from './line-desk.ts';
import { codesLeft, type DeskName, type Known, nextCode, type Person, type Reading } from './line-firm.ts';

export interface Scene {
  readonly root: string;
  readonly known: Known;
  readonly desks: Readonly<Record<DeskName, Desk>>;
  readonly round: number;
  /** What must not be. */
  readonly wrong: (what: Wrong, text: string) => void;
}
export const WRONGS = ['acknowledged lost', 'doubled', 'code shown to somebody else', 'code lost', 'other'] as const;
export type Wrong = (typeof WRONGS)[number];

/** How the interruption has met the work. */
type Met = 'answered' | 'unknown, done' | 'unknown, not done' | 'not sent';

export interface Work {
  /** Everybody who acts is where the work begins. */
  prepare(): Promise<void>;
  /** @throws Interrupted. */
  run(): Promise<void>;
  /** After the interruption, or after the end: it is finished and looked at. @returns how it was met. */
  finish(by: Interrupted | undefined): Promise<Met>;
}

/** For the act before and after the interruption. */
const CODES_NEEDED = 2;

const codeText = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/;

/** Who is signed in goes on while the phone has codes; then somebody else takes the desk. */
async function choose(desk: Desk, people: readonly Person[], taken: readonly Person[]): Promise<Person> {
  await desk.connected();
  const { screen } = await desk.ask('application.getState', {});
  const present = 'user' in screen ? people.find(({ id }) => id === screen.user.id) : undefined;
  const isFree = (person: Person): boolean => !taken.includes(person);
  if (present !== undefined && isFree(present) && codesLeft(present) >= CODES_NEEDED) return present;
  const next = people.filter(isFree).toSorted((a, b) => a.lastStep - b.lastStep)[0];
  if (next === undefined) throw new Error('nobody is free');
  return next;
}

/** Two works never act for one person at the same time. */
const busy = new Map<Desk, Person>();
export async function takeDesk(desk: Desk, people: readonly Person[]): Promise<Person> {
  const others = [...busy].filter(([other]) => other !== desk).map(([, person]) => person);
  const person = await choose(desk, people, others);
  busy.set(desk, person);
  await enter(desk, person);
  return person;
}

export async function freshCode(desk: Desk, person: Person): Promise<string> {
  const { needsCode } = await desk.ask('account.getPresence', {});
  return needsCode ? nextCode(person) : '';
}

export const metBy = (by: Interrupted | undefined, isDone: boolean): Met =>
  by === undefined ? 'answered' : !by.isUnknown ? 'not sent' : isDone ? 'unknown, done' : 'unknown, not done';

export const macFits = (
  { box, get }: Reading,
  table: 'setup_codes' | 'one_time_codes',
  userId: number,
  code: string | null,
): boolean => {
  const stored = get(`SELECT mac FROM ${table} WHERE user_id = :userId`, { userId })?.['mac'];
  const kind = table === 'setup_codes' ? 'setup_code' : 'one_time_code';
  return stored instanceof Uint8Array && Buffer.from(box.mac(kind, `${userId}:${code}`)).equals(stored);
};

/** Somebody else, at another desktop, asks for the same with the act id of the request. */
export async function askAsAnother<N extends RequestName>(
  { desks, known, wrong }: Scene,
  name: N,
  input: (code: string) => InputOf<N>,
  actId: string,
): Promise<void> {
  const person = await takeDesk(desks.other, known.admins);
  const reply = await desks.other.repeat(name, input(await freshCode(desks.other, person)), actId);
  if (codeText.test(reply)) wrong('code shown to somebody else', reply);
}

/** A refusal, such as "already done", has no code. */
export function codeless(error: unknown): undefined {
  if (!(error instanceof Refused)) throw error;
  return undefined;
}
