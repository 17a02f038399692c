// Where a database on PostgreSQL is: postgres://user@host/database?sslmode=verify-full, or postgres:///database?host=/run/postgresql
// for a server on this computer. Over a network there may be several hosts, postgres://user@a,b/database: the one that takes
// changes is used.

export interface PostgresAddress {
  /** Without a password. */
  readonly url: string;
  readonly password?: string;
}

/** The client of PostgreSQL takes every other one for an option that replaces Rekey's own, such as its time limits. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'host',
  'user',
  'port',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'target_session_attrs',
]);
/** What the client of PostgreSQL repairs before it reads it, so it would read another address than Rekey. */
const UNCLEAR = /\s|%(?![\da-f]{2})/i;
const MOST_HOSTS = 5;
/** What stands before the hosts, the hosts, and what follows them. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^@/?#]*)(.*)$/i;

/** @returns undefined where it is no address, or says a password: every account of the computer can read arguments. */
export function readPostgresUrl(text: string): string | undefined {
  const urls = urlsOf(text);
  return urls.length <= MOST_HOSTS && urls.every(isUsable) ? text : undefined;
}

/** @returns an address for each host, in their order. */
export function urlsOf(text: string): readonly string[] {
  const [, before = '', hosts, after = ''] = PARTS.exec(text) ?? [];
  return hosts === undefined ? [text] : hosts.split(',').map((host) => `${before}${host}${after}`);
}

function isUsable(text: string): boolean {
  const url = URL.canParse(text) && !UNCLEAR.test(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  if (url.password !== '' || url.pathname.length < 2 || url.hostname.includes('%')) return false;
  const names = [...url.searchParams.keys()];
  // Of a parameter that comes twice, Rekey reads the first one, and the client of PostgreSQL the last one.
  if (new Set(names).size < names.length || names.some((name) => !PARAMETERS.has(name))) return false;
  // Rekey asks for that in any case.
  if (!['read-write', null].includes(url.searchParams.get('target_session_attrs'))) return false;
  const isHere = url.hostname === '' && url.searchParams.get('host')?.startsWith('/') === true;
  return isHere || hasProvedServer(url);
}

/** Over a network, the server proves who it is, and nobody reads along. */
const hasProvedServer = (url: URL): boolean =>
  url.hostname !== '' && !url.searchParams.has('host') && url.searchParams.get('sslmode') === 'verify-full';
