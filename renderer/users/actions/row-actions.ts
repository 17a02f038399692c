// What can be done to a user of the list: one object per action, in one order that feeds the three dots, the right mouse
// button and the keyboard alike.
import { type LucideIcon, RotateCcwKey } from 'lucide-react';
import type { UserRow } from '../../../preload/contract.ts';
import { RESET_BLOCK_WORDS } from '../../words/user-words.ts';

export type Availability = { readonly kind: 'available' } | { readonly kind: 'unavailable'; readonly why: string };

export interface RowAction {
  readonly id: 'reset_2fa';
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tone: 'plain' | 'danger';
  /** Undefined: this role can never do it, so there is no entry. */
  availability(row: UserRow): Availability | undefined;
}

export const ROW_ACTIONS: readonly RowAction[] = [
  {
    id: 'reset_2fa',
    label: 'Reset 2FA',
    icon: RotateCcwKey,
    tone: 'danger',
    availability(row) {
      if (row.reset === null) return undefined;
      return row.reset.kind === 'available' ? row.reset : { kind: 'unavailable', why: RESET_BLOCK_WORDS[row.reset.why] };
    },
  },
];

export const hasActions = (row: UserRow): boolean => ROW_ACTIONS.some((action) => action.availability(row) !== undefined);
