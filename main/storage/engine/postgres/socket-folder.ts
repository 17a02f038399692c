// The folder of PostgreSQL's socket is its proof. An account that may write there can put its own server in its place. The
// sticky bit of a folder like /tmp keeps only what is there already.
import { statSync } from 'node:fs';
import { DatabaseProblem } from '../database-problem.ts';
import { type PostgresAddress, urlsOf } from './address.ts';

const OTHERS_MAY_WRITE = 0o002;

/** @throws DatabaseProblem unsafe_socket */
export function requireSafeSocket({ url }: PostgresAddress): void {
  const [first = ''] = urlsOf(url);
  const folder = new URL(first).searchParams.get('host');
  const mode = folder === null ? undefined : statSync(folder, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && (mode & OTHERS_MAY_WRITE) !== 0) throw new DatabaseProblem('unsafe_socket');
}
