// Whether an answer fits its contract. One row of a list that does not fit, because its file was damaged or edited, must
// not hide the others: it is left out, and the answer says so. Everything else that does not fit fails the whole answer.
import * as v from 'valibot';
import { misfits } from './describe.ts';

/** What people look through. A list of codes or of notices is not among them: none of those may go missing. */
const LISTS: ReadonlySet<unknown> = new Set([
  'rows',
  'records',
  'alerts',
  'approvals',
  'people',
  'sessions',
  'contacts',
  'aboutMe',
  'desktops',
]);

export interface CheckedAnswer<T> {
  readonly value: T;
  /** The rows that are left out. */
  readonly count: number;
  /** Where they do not fit, for the log. */
  readonly where: string;
}

export class MisfitError extends Error {}

/** @throws MisfitError, which names the places and none of the values: no secret leaks by accident. */
export function checkAnswer<S extends v.GenericSchema>(
  what: string,
  schema: S,
  answer: unknown,
): CheckedAnswer<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return { value: parsed.output, count: 0, where: '' };
  const where = misfits(parsed.issues);
  const rows = parsed.issues.map(findRow);
  const again = rows.includes(undefined) ? undefined : v.safeParse(schema, without(answer, new Set(rows)));
  if (again?.success === true) return { value: again.output, count: new Set(rows).size, where };
  throw new MisfitError(`${what} does not fit its contract at ${where}`);
}

/** The row that a value is in. Undefined outside of rows, and for a row that is built wrongly: that is a fault of Rekey. */
function findRow({ type, path }: v.BaseIssue<unknown>): unknown {
  if (type === 'strict_object') return undefined;
  const list = path?.findIndex((part, index) => LISTS.has(part.key) && path[index + 1]?.type === 'array') ?? -1;
  return list === -1 ? undefined : path?.[list + 1]?.value;
}

function without(value: unknown, rows: ReadonlySet<unknown>): unknown {
  if (Array.isArray(value)) return value.filter((item) => !rows.has(item)).map((item) => without(item, rows));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner, rows)]));
}
