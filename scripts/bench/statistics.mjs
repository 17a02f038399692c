// Medians and quantiles of measurements, and the form of a benchmark result.

/**
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, PARTS.median);

const PARTS = { median: 0.5, p95: 0.95 };

/** @param {number} value */
const round = (value) => Number(value.toPrecision(4));

/**
 * What was measured.
 * @typedef {object} Measurement
 * @property {string} name
 * @property {number} users
 * @property {string} unit
 * @property {readonly number[]} values
 * @property {readonly number[]} [reference] the same work done in the simplest way, measured in the same run
 * @property {keyof typeof PARTS} [by] the part of the values that the goal is set for
 * @property {keyof typeof PARTS} [referenceBy]
 * @property {number | null} [gate] the most that passes: a ratio to the reference, or without one a value in the unit
 * @property {number | null} [aim] the goal
 */

/** @typedef {ReturnType<typeof toResult>} Result */

/**
 * One line of the results.
 * @param {Measurement} measurement
 */
export function toResult({
  name,
  users,
  unit,
  values,
  reference,
  by = 'median',
  referenceBy = 'median',
  gate = null,
  aim = null,
}) {
  const base = reference === undefined ? null : quantile(reference, PARTS[referenceBy]);
  const value = quantile(values, PARTS[by]);
  return {
    name,
    users,
    unit,
    median: round(median(values)),
    p95: round(quantile(values, PARTS.p95)),
    reference: base === null ? null : round(base),
    ratio: base === null ? null : round(value / base),
    gate,
    aim,
  };
}

/** @param {Result} result */
function verdict({ ratio, p95, gate, aim }) {
  if (gate === null) return '';
  const value = ratio ?? p95;
  return value > gate ? 'MISSED' : aim === null || value > aim ? 'gate' : 'aim';
}

/** @param {readonly Result[]} results */
export function toTable(results) {
  const head = ['measure', 'users', 'median', 'p95', 'reference', 'ratio', 'gate', 'aim', ''];
  const lines = results.map((result) => [
    result.name,
    result.users.toLocaleString('en'),
    `${result.median} ${result.unit}`,
    `${result.p95} ${result.unit}`,
    result.reference === null ? '' : `${result.reference} ${result.unit}`,
    String(result.ratio ?? ''),
    String(result.gate ?? ''),
    String(result.aim ?? ''),
    verdict(result),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  /** @param {readonly string[]} line */
  const toLine = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [toLine(head), toLine(widths.map((width) => '-'.repeat(width))), ...lines.map(toLine)].join('\n');
}
