// What is kept of many measurements, and how a result of the benchmark is written down.

export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

export const median = (values) => quantile(values, 0.5);

const PART = { median: 0.5, p95: 0.95 };

const round = (value) => (value === undefined || value === null ? null : Number(value.toPrecision(4)));

/**
 * One line of the results. The ratio is p95 or median, whichever the goal is set for, over the median of the reference, or its p95.
 * @param of `by`, `referenceBy`: 'p95' or 'median'; `gate` and `aim`: ratios, or with `reference` left out values in the unit.
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
  const base = reference === undefined ? null : quantile(reference, PART[referenceBy]);
  const value = quantile(values, PART[by]);
  return {
    name,
    users,
    unit,
    median: round(median(values)),
    p95: round(quantile(values, 0.95)),
    reference: round(base),
    ratio: base === null ? null : round(value / base),
    gate,
    aim,
  };
}

const verdict = ({ ratio, p95, gate, aim }) => {
  const value = ratio ?? p95;
  if (gate === null) return '';
  return value > gate ? 'MISSED' : value > aim ? 'gate' : 'aim';
};

export function toTable(results) {
  const head = ['measure', 'users', 'median', 'p95', 'reference', 'ratio', 'gate', 'aim', ''];
  const show = (value) => (value === null ? '' : String(value));
  const lines = results.map((result) => [
    result.name,
    result.users === null ? '' : result.users.toLocaleString('en'),
    `${show(result.median)} ${result.unit}`,
    `${show(result.p95)} ${result.unit}`,
    result.reference === null ? '' : `${result.reference} ${result.unit}`,
    show(result.ratio),
    show(result.gate),
    show(result.aim),
    verdict(result),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const toLine = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [toLine(head), toLine(widths.map((width) => '-'.repeat(width))), ...lines.map(toLine)].join('\n');
}
