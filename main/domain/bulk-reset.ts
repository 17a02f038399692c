// Resetting 2FA for many people at once: the states of one row, and the file with the setup codes.

/** Why one person is not reset. The first five also apply to a single reset. */
export type BulkBlock =
  | 'own_account'
  | 'invited'
  | 'deactivated'
  | 'not_set_up'
  | 'frozen'
  | 'not_allowed'
  | 'last_able_admin'
  | 'needs_second_approver'
  /** They were said to be called back. */
  | 'no_number'
  | 'changed_meanwhile';

export type BulkRowState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: BulkBlock }
  | { readonly kind: 'reset' }
  /** Was ready in the preview, but no longer was when its turn came. */
  | { readonly kind: 'skipped'; readonly why: BulkBlock }
  /** Cancelled before its turn. */
  | { readonly kind: 'not_reached' };

/** The most people that one act may reset. */
export const MOST_AT_ONCE = 10_000;
/** People per transaction: some 20 ms of the main process. */
export const BATCH_SIZE = 500;
/** How long a preview is valid. */
export const PREVIEW_MS = 10 * 60_000;

/**
 * One cell of a file for a spreadsheet. A spreadsheet would run a cell that begins like a formula (OWASP, "CSV
 * injection"). The apostrophe turns it into text.
 */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Begins with a byte order mark, so that spreadsheets read it as UTF-8. Lines end as in RFC 4180. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`;
