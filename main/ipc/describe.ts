// What goes to the log about a failure. None of it leaves main.
import * as v from 'valibot';
import { DatabaseProblem } from '../storage/engine/database-problem.ts';

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // It is said once for each of many windows, and its kind says all.
  if (error instanceof DatabaseProblem) return error.message;
  return error.stack ?? error.message;
}

/** Where a value does not fit its schema. The value itself stays out of the log: it may be a secret. */
export const misfits = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues.map((issue) => v.getDotPath(issue) ?? '(top)').join(', ');
