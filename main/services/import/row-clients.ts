// The clients of a row, by name. What somebody may give is decided by client-access.ts; here it is said before the act.
import { type ImportSettings, joinReasons, type PersonInRow } from '../../domain/table-import.ts';
import { type ClientId, isPartnerRole, type Role } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import {
  type Client,
  getVisibleClient,
  isNameTaken,
  listClientsByName,
  toNameKey,
} from '../../storage/tables/clients.ts';
import { listActiveClientIds, listClientNamesOf } from '../../storage/tables/memberships.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { AccessInput } from '../users/client-access.ts';

export interface Problem {
  readonly problem: string;
  /** Names of clients that are not there, where that is the problem. */
  readonly unknown?: readonly string[];
}

/** `new`: it is not there, and the import makes it. `hidden`: it would be made, but it is there, and the actor does not see it. */
type NamedClient = ClientId | 'new' | 'hidden' | 'terminated' | 'unknown';

export interface NamedClients {
  /** The client of new people whose row names none. */
  readonly ofOthers: ClientId | undefined;
  readonly nameOfOthers: string | undefined;
  /** Reads clients that `find` will be asked for. */
  lookUp(names: readonly string[]): void;
  find(name: string): NamedClient;
  /** A row needs these clients, which are not there. */
  note(names: readonly string[]): void;
  /** Names that were noted, as they are first written, by their key. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Looks each name up once, and many at a time where it is told of them before. */
export function createNamedClients(reader: Reader, actor: Actor, settings: ImportSettings): NamedClients {
  const { clientId, makeClients } = settings;
  const ofOthers = clientId === null ? undefined : getVisibleClient(reader, actor.user, clientId);
  const except = new Set(makeClients?.except.map(toNameKey));
  const known = new Map<string, NamedClient>();
  const missing = new Map<string, string>();
  const notSeen = (name: string): NamedClient => {
    if (makeClients === null || except.has(toNameKey(name))) return 'unknown';
    return isNameTaken(reader, name, null) ? 'hidden' : 'new';
  };
  const other = ofOthers?.status === 'active' ? ofOthers : undefined;
  const named = new Map<string, readonly Client[]>();
  const lookUp = (names: readonly string[]): void => {
    const fresh = names.filter((name) => !named.has(toNameKey(name)));
    if (fresh.length === 0) return;
    const found = listClientsByName(reader, actor.user, fresh);
    for (const key of fresh.map(toNameKey)) named.set(key, found.get(key) ?? []);
  };
  return {
    lookUp,
    ofOthers: other?.id,
    nameOfOthers: other?.name,
    missing,
    find(name) {
      const key = toNameKey(name);
      const before = known.get(key);
      if (before !== undefined) return before;
      lookUp([name]);
      const those = named.get(key) ?? [];
      const found =
        those.find(({ status }) => status === 'active')?.id ?? (those.length > 0 ? 'terminated' : notSeen(name));
      known.set(key, found);
      return found;
    },
    note(names) {
      for (const name of names) if (!missing.has(toNameKey(name))) missing.set(toNameKey(name), name);
    },
  };
}

type Clients = NonNullable<PersonInRow['clients']>;

/** @returns the clients that are there already. */
function idsOf(clients: NamedClients, names: readonly string[]): readonly ClientId[] | Problem {
  const ids = new Set<ClientId>();
  const [unknown, reasons]: [string[], string[]] = [[], []];
  for (const name of names) {
    const found = clients.find(name);
    if (found === 'unknown') {
      unknown.push(name);
      reasons.push(`There is no client “${name}”.`);
    } else if (found === 'hidden') reasons.push(`There is already a client “${name}”, which you do not work for.`);
    else if (found === 'terminated') reasons.push(`The client “${name}” is terminated.`);
    else if (found !== 'new') ids.add(found);
  }
  if (reasons.length === 0) return [...ids];
  return { problem: joinReasons(reasons), ...(unknown.length === reasons.length && { unknown }) };
}

/** As many names as a line has room for. */
const NAMES_SHOWN = 5;

function describe({ isAll, joinsNewClients, names }: Clients): string {
  const more = names.length - NAMES_SHOWN;
  return [
    ...(isAll ? ['All clients'] : []),
    ...names.slice(0, NAMES_SHOWN),
    ...(more > 0 ? [`${more.toLocaleString('en-GB')} more`] : []),
    ...(joinsNewClients && !isAll ? ['New clients'] : []),
  ]
    .join('; ')
    .slice(0, MOST_SHOWN);
}
const MOST_SHOWN = 400;

/** The clients of a new person in words. Empty: none. */
export const describeNew = (clients: NamedClients, wanted: Clients | null): string =>
  wanted === null || hasNone(wanted) ? (clients.nameOfOthers ?? '') : describe(wanted);

const hasNone = ({ isAll, joinsNewClients, names }: Clients): boolean =>
  !isAll && !joinsNewClients && names.length === 0;

function findScopeProblem(actor: Actor, role: Role, { isAll, joinsNewClients }: Clients): string | undefined {
  if (!isAll && !joinsNewClients) return undefined;
  if (!isPartnerRole(role)) return 'A client’s people work for clients by name.';
  return actor.user.hasAllClients ? undefined : 'Only somebody with all clients gives all clients.';
}

export function accessForNew(
  clients: NamedClients,
  actor: Actor,
  role: Role,
  wanted: Clients | null,
): AccessInput | Problem {
  if (wanted === null || hasNone(wanted)) {
    const add = clients.ofOthers === undefined ? [] : [clients.ofOthers];
    if (!isPartnerRole(role) && add.length === 0) return { problem: 'No client. A client’s people need at least one.' };
    return { scope: 'specific', add, remove: [], joinsNewClients: false };
  }
  const problem = findScopeProblem(actor, role, wanted);
  if (problem !== undefined) return { problem };
  const ids = idsOf(clients, wanted.names);
  if ('problem' in ids) return ids;
  return wanted.isAll
    ? { scope: 'all', add: [], remove: [], joinsNewClients: false }
    : { scope: 'specific', add: ids, remove: [], joinsNewClients: wanted.joinsNewClients };
}

export interface ChangedAccess {
  readonly access: AccessInput;
  /** In words, what differs first. */
  readonly from: string;
  readonly to: string;
}

/**
 * Active clients that the row does not name are taken away; terminated ones stay.
 * @returns null where nothing changes.
 */
export function changedAccess(
  reader: Reader,
  clients: NamedClients,
  actor: Actor,
  holder: User,
  role: Role,
  wanted: Clients | null,
): ChangedAccess | Problem | null {
  if (wanted === null || hasNone(wanted)) return null;
  const ids = idsOf(clients, wanted.names);
  if ('problem' in ids) return ids;
  const now = new Set(listActiveClientIds(reader, holder.id, actor.user));
  const add = ids.filter((id) => !now.has(id));
  const remove = wanted.isAll ? [] : [...now].filter((id) => !ids.includes(id));
  const isNewNamed = wanted.names.some((name) => clients.find(name) === 'new');
  const isScopeSame =
    wanted.isAll === holder.hasAllClients && (wanted.isAll || wanted.joinsNewClients === holder.joinsNewClients);
  if (isScopeSame && (wanted.isAll || (add.length + remove.length === 0 && !isNewNamed))) return null;
  const problem = findScopeProblem(actor, role, wanted);
  if (problem !== undefined) return { problem };
  if (!isScopeSame && !actor.user.hasAllClients)
    return { problem: 'Only somebody with all clients gives or takes all clients.' };
  return {
    access: wanted.isAll
      ? { scope: 'all', add: [], remove: [], joinsNewClients: false }
      : { scope: 'specific', add, remove, joinsNewClients: wanted.joinsNewClients },
    ...describeChange(reader, actor, holder, wanted),
  };
}

function describeChange(reader: Reader, actor: Actor, holder: User, wanted: Clients): { from: string; to: string } {
  const names = holder.hasAllClients ? [] : (listClientNamesOf(reader, [holder.id], actor.user).get(holder.id) ?? []);
  const { hasAllClients: isAll, joinsNewClients } = holder;
  const wantedNames = wanted.isAll ? [] : wanted.names;
  return {
    from: describe({ isAll, joinsNewClients, names: differingFirst(names, wantedNames) }),
    to: describe({ ...wanted, names: differingFirst(wantedNames, names) }),
  };
}

/** The names that the others do not have come first. */
function differingFirst(names: readonly string[], others: readonly string[]): readonly string[] {
  const keys = new Set(others.map(toNameKey));
  const isOther = (name: string): boolean => !keys.has(toNameKey(name));
  return [...names.filter(isOther), ...names.filter((name) => !isOther(name))];
}
