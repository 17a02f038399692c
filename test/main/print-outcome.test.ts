import { expect, test } from 'vitest';
import { toPrintOutcome } from '../../main/print-outcome.ts';

test.each([
  [true, '', 1, 'printed'],
  [true, '', 0, 'printed'],
  [false, 'Print job canceled', 1, 'cancelled'],
  [false, 'cancelled', 2, 'cancelled'],
  [false, '', 1, 'cancelled'],
  [false, 'Print job failed', 1, 'failed'],
  [false, 'Invalid printer settings', 1, 'failed'],
  [false, 'No valid printers available', 1, 'no_printer'],
  [false, 'No printers available on the network', 1, 'no_printer'],
  [false, 'no valid printers available', 0, 'no_printer'],
  [false, 'Print job canceled', 0, 'no_printer'],
  [false, 'Invalid printer settings', 0, 'no_printer'],
] as const)('printed %s with the reason "%s" and %i printers is %s', (isPrinted, reason, printers, outcome) => {
  expect(toPrintOutcome(isPrinted, reason, printers)).toBe(outcome);
});
