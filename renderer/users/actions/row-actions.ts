// What can be done to a user of the list: one object per action, in one order that feeds the three dots, the right mouse
// button and the keyboard alike. Main decides what is possible; here are the words and what opens.
import {
  IdCard,
  KeyRound,
  type LucideIcon,
  MailPlus,
  RotateCcwKey,
  Snowflake,
  Timer,
  UserRoundCheck,
  UserRoundMinus,
  UserRoundPen,
  UserRoundX,
} from 'lucide-react';
import type { UserActions, UserRow } from '../../../preload/contract/index.ts';
import { blockSentence } from '../../words/user-words.ts';

/** Possible now, or the sentence that says why it is not. */
export type Availability = 'available' | { readonly why: string };

/** Opens what an action needs. */
export interface ActionHost {
  viewDetails(row: UserRow): void;
  edit(row: UserRow): void;
  unfreeze(row: UserRow): void;
  resetTwoFactor(row: UserRow): void;
  issueTemporaryCode(row: UserRow): void;
  resetPassword(row: UserRow): void;
  resendInvitation(row: UserRow): void;
  removeFromClient(row: UserRow): void;
  deactivate(row: UserRow): void;
  reactivate(row: UserRow): void;
}

export interface ActionPlace {
  /** A client's users are in view, and the role may take people away from it. */
  readonly mayRemoveFromClient: boolean;
}

export interface RowAction {
  readonly id: keyof ActionHost;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tone: 'plain' | 'danger';
  /** Undefined: this role can never do it, so there is no entry. */
  availability(row: UserRow, place: ActionPlace): Availability | undefined;
  start(row: UserRow, host: ActionHost): void;
}

/** Possible as main says with the row. */
function fromMain(
  id: keyof UserActions,
  label: string,
  icon: LucideIcon,
  tone: RowAction['tone'] = 'plain',
): RowAction {
  return {
    id,
    label,
    icon,
    tone,
    availability(row) {
      const decided = row.actions[id];
      if (decided === null) return undefined;
      return decided === 'available' ? decided : { why: blockSentence(id, decided) };
    },
    start: (row, host) => host[id](row),
  };
}

export const ROW_ACTIONS: readonly RowAction[] = [
  fromMain('viewDetails', 'View details', IdCard),
  fromMain('edit', 'Edit', UserRoundPen),
  fromMain('unfreeze', 'Unfreeze', Snowflake),
  fromMain('resetTwoFactor', 'Reset 2FA', RotateCcwKey, 'danger'),
  fromMain('issueTemporaryCode', 'Issue a temporary code', Timer),
  fromMain('resetPassword', 'Reset password', KeyRound),
  fromMain('resendInvitation', 'Resend invitation', MailPlus),
  {
    id: 'removeFromClient',
    label: 'Remove from this client',
    icon: UserRoundMinus,
    tone: 'plain',
    availability(row, { mayRemoveFromClient }) {
      // Whoever may be edited may lose a client; nobody takes a client from themselves.
      if (!mayRemoveFromClient || row.details === null || row.actions.edit === null) return undefined;
      if (row.actions.edit === 'own_account') return { why: 'You cannot remove yourself. Ask a colleague.' };
      if (row.details.clientAccess.isAll) return { why: 'They work for all clients. Change that with Edit.' };
      return 'available';
    },
    start: (row, host) => host.removeFromClient(row),
  },
  fromMain('deactivate', 'Deactivate', UserRoundX, 'danger'),
  fromMain('reactivate', 'Reactivate', UserRoundCheck),
];

export const hasActions = (row: UserRow, place: ActionPlace): boolean =>
  ROW_ACTIONS.some((action) => action.availability(row, place) !== undefined);
