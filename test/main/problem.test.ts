// Why Rekey cannot go on, as the page and the standard error say it.
import { expect, test, vi } from 'vitest';
import { problemOf, sayProblem } from '../../main/problem.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

test('what the system refuses while a restored firm takes its place is said as what it is', () => {
  expect(problemOf(systemError('EPERM'))).toEqual({ kind: 'not_readable' });
  expect(problemOf(systemError('ENOSPC'))).toEqual({ kind: 'disk_full' });
  expect(problemOf(systemError('EIO'))).toEqual({ kind: 'disk_fault' });
  expect(problemOf(new DatabaseProblem('removed'))).toEqual({ kind: 'removed' });
  expect(problemOf(new Error('a mistake'))).toEqual({ kind: 'unexpected' });
});

test('what is wrong with a database of PostgreSQL is not said of a file or a folder that could be put back', () => {
  const before = process.exitCode;
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    sayProblem(problemOf(new DatabaseProblem('altered_on_postgres')));
    sayProblem(problemOf(new DatabaseProblem('missing_on_postgres')));
  } finally {
    vi.restoreAllMocks();
    process.exitCode = before;
  }
  expect(said).toEqual([
    'Rekey: the structure of the PostgreSQL database is not the one of this Rekey.\n',
    'Rekey: the PostgreSQL database has no firm, and this folder knows of one.\n',
  ]);
});
