// Resetting 2FA for many people at once: the states of one row.

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
