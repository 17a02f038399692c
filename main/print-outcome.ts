// Why nothing came out of a printer. Electron gives a reason in words, which differ between systems and versions.

export type PrintOutcome = 'printed' | 'cancelled' | 'no_printer' | 'failed';

/**
 * @param reason as Electron says it; empty after a success.
 * @param printers how many the system knows. Some versions open no dialog without one and call that cancelled.
 */
export function toPrintOutcome(isPrinted: boolean, reason: string, printers: number): PrintOutcome {
  if (isPrinted) return 'printed';
  if (printers === 0 || /no (valid )?printers?/i.test(reason)) return 'no_printer';
  return reason === '' || /cancel/i.test(reason) ? 'cancelled' : 'failed';
}
