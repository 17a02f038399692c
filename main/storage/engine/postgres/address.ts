// Where a database on PostgreSQL is: postgres://user@host/database?sslmode=verify-full, or postgres:///database?host=/run/postgresql
// for a server on this computer.

export interface PostgresAddress {
  /** Without a password. */
  readonly url: string;
  readonly password?: string;
}

/** @returns undefined where it is no address, or says a password: every account of the computer can read arguments. */
export function readPostgresUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  if (url.password !== '' || url.searchParams.has('password') || url.pathname.length < 2) return undefined;
  const isHere = url.hostname === '' && url.searchParams.get('host')?.startsWith('/') === true;
  return isHere || hasProvedServer(url) ? text : undefined;
}

/** Over a network, the server proves who it is, and nobody reads along. */
const hasProvedServer = (url: URL): boolean =>
  url.hostname !== '' && !url.searchParams.has('host') && url.searchParams.get('sslmode') === 'verify-full';
