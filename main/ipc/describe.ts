// What goes to the log about a failure. None of it leaves main.
import * as v from 'valibot';

export const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Where a value does not fit its schema. The value itself stays out of the log: it may be a secret. */
export const misfits = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues.map((issue) => v.getDotPath(issue) ?? '(top)').join(', ');
