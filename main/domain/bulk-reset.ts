// Resetting 2FA for many people at once: what may become of one row, and the file with the setup codes.

/** Why one of them is not reset. The first ones are those of a single reset. */
export type BulkBlock =
  | 'own_account'
  | 'invited'
  | 'deactivated'
  | 'not_set_up'
  | 'frozen'
  | 'not_allowed'
  | 'last_able_admin'
  | 'needs_second_approver'
  | 'changed_meanwhile';

export type BulkRowState =
  /** Will be reset. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: BulkBlock }
  | { readonly kind: 'reset' }
  /** Was ready, but is not any more. */
  | { readonly kind: 'skipped'; readonly why: BulkBlock }
  /** Cancelled before its turn. */
  | { readonly kind: 'not_reached' };

/** As many as one act may reset. */
export const MOST_AT_ONCE = 10_000;
/** One transaction: some 20 ms of the main process. */
export const BATCH_SIZE = 500;
/** A dry run older than this is made anew. */
export const PREVIEW_MS = 10 * 60_000;

/**
 * One cell of a file for a spreadsheet. What begins like a formula would be carried out when the file is opened (OWASP, "CSV
 * injection"): an apostrophe makes it text.
 */
function toCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark: spreadsheets take it for UTF-8 then. Lines end as RFC 4180 says. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')}`;
