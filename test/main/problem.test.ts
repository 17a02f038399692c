// Why Rekey cannot go on, as the page and the standard error say it.
import { expect, test } from 'vitest';
import { problemOf } from '../../main/problem.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

test('what the system refuses while a restored firm takes its place is said as what it is', () => {
  expect(problemOf(systemError('EPERM'))).toEqual({ kind: 'not_readable' });
  expect(problemOf(systemError('ENOSPC'))).toEqual({ kind: 'disk_full' });
  expect(problemOf(systemError('EIO'))).toEqual({ kind: 'disk_fault' });
  expect(problemOf(new DatabaseProblem('removed'))).toEqual({ kind: 'removed' });
  expect(problemOf(new Error('a mistake'))).toEqual({ kind: 'unexpected' });
});
