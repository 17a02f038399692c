// The clients of a row, by name. What somebody may give is decided by client-access.ts; here it is said before the act.
import type { ImportSettings, PersonInRow } from '../../domain/table-import.ts';
import { type ClientId, isPartnerRole, type Role } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { type Client, getVisibleClient, listClientsByName, toNameKey } from '../../storage/tables/clients.ts';
import { listActiveClientIds } from '../../storage/tables/memberships.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { AccessInput } from '../users/client-access.ts';

export interface Problem {
  readonly problem: string;
}

/** `new`: it is not there, and the import makes it. */
type NamedClient = ClientId | 'new' | 'terminated' | 'unknown';

export interface NamedClients {
  /** The client of new people whose row names none. */
  readonly ofOthers: ClientId | undefined;
  /** Reads clients that `find` will be asked for. */
  lookUp(names: readonly string[]): void;
  find(name: string): NamedClient;
  /** Names that are not there, as they are first written, by their key. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Looks each name up once, and many at a time where it is told of them before. */
export function createNamedClients(reader: Reader, actor: Actor, settings: ImportSettings): NamedClients {
  const { clientId, makeClients } = settings;
  const ofOthers = clientId === null ? undefined : getVisibleClient(reader, actor.user, clientId);
  const known = new Map<string, NamedClient>();
  const missing = new Map<string, string>();
  const named = new Map<string, readonly Client[]>();
  const lookUp = (names: readonly string[]): void => {
    const fresh = names.filter((name) => !named.has(toNameKey(name)));
    if (fresh.length === 0) return;
    const found = listClientsByName(reader, actor.user, fresh);
    for (const key of fresh.map(toNameKey)) named.set(key, found.get(key) ?? []);
  };
  return {
    lookUp,
    ofOthers: ofOthers?.status === 'active' ? ofOthers.id : undefined,
    missing,
    find(name) {
      const key = toNameKey(name);
      const before = known.get(key);
      if (before !== undefined) return before;
      lookUp([name]);
      const those = named.get(key) ?? [];
      const found =
        those.find(({ status }) => status === 'active')?.id ??
        (those.length > 0 ? 'terminated' : makeClients !== null ? 'new' : 'unknown');
      if (found === 'new' || found === 'unknown') missing.set(key, name);
      known.set(key, found);
      return found;
    },
  };
}

type Clients = NonNullable<PersonInRow['clients']>;

/** @returns the clients that are there already. */
function idsOf(clients: NamedClients, names: readonly string[]): readonly ClientId[] | Problem {
  const ids = new Set<ClientId>();
  // All of them are looked up, so that all that are missing are listed.
  for (const [name, found] of names.map((each) => [each, clients.find(each)] as const)) {
    if (found === 'unknown') return { problem: `There is no client “${name}”.` };
    if (found === 'terminated') return { problem: `The client “${name}” is terminated.` };
    if (found !== 'new') ids.add(found);
  }
  return [...ids];
}

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
): AccessInput | Problem | null {
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
  return wanted.isAll
    ? { scope: 'all', add: [], remove: [], joinsNewClients: false }
    : { scope: 'specific', add, remove, joinsNewClients: wanted.joinsNewClients };
}
