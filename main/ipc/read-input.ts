// Reads what a window sends, before anything is computed from it. Each request has a budget: how long its text may be, how
// many values it may hold and how deep they may lie. All of it costs less than a millisecond, also for a hostile text.
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import type { RequestName } from '../../preload/contract/index.ts';

const MOST_IN_SHORT = 16_384;
const LONG: ReadonlySet<RequestName> = new Set([
  'bulkResets.prepare',
  'clipboard.copy',
  'document.save',
  'users.deactivate',
  'users.edit',
  'users.invite',
]);
/** Ten thousand ids and what stands around them. */
const MOST_VALUES = 10_100;
const DEEPEST = 8;

const budgetOf = (name: RequestName): number => (LONG.has(name) ? MAX_INPUT_LENGTH : MOST_IN_SHORT);

/** @returns undefined when the text cannot be read, or goes beyond what the request may cost. */
export function readInput(name: RequestName, text: unknown): unknown {
  if (typeof text !== 'string' || text.length > budgetOf(name)) return undefined;
  try {
    const input: unknown = JSON.parse(text);
    return isWithinBudget(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

function isWithinBudget(input: unknown): boolean {
  let level = [input];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (values > MOST_VALUES || depth > DEEPEST) return false;
    level = level.flatMap((value): unknown[] => (isObject(value) ? Object.values(value) : []));
  }
  return true;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
