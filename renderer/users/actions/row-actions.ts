// The actions on one user: one object per action, in the order of the row's menu and of the buttons in the details.
// Main decides what is possible. An object here has the words and the dialog. A new user action adds one object here
// and the file of its dialog.
import {
  IdCard,
  KeyRound,
  LockKeyholeOpen,
  type LucideIcon,
  MailPlus,
  MailX,
  RotateCcwKey,
  Snowflake,
  Timer,
  UserRoundCheck,
  UserRoundMinus,
  UserRoundPen,
  UserRoundX,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { UserActions, UserRow } from '../../../preload/contract/index.ts';
import { lazyNamed } from '../../shared/lazy-named.ts';
import { NEEDS_AUTHENTICATOR } from '../../shared/use-temporary-session.ts';
import { blockSentence } from '../../words/user-words.ts';
import type { UserDialogProps } from './user-dialog.ts';

/** Possible now, or the sentence that says why it is not. */
type Availability = 'available' | { readonly why: string };

/** The part of a user that decides about actions. */
type Subject = Pick<UserRow, 'actions' | 'details'>;

export interface ActionPlace {
  /** A client's users are in view, and the role may remove them from it. */
  readonly mayRemoveFromClient: boolean;
  /** The session was opened with a temporary code. */
  readonly isTemporary: boolean;
}

export interface RowAction {
  readonly id: keyof UserActions | 'removeFromClient';
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tone: 'plain' | 'danger';
  /** Undefined if this role can never do it. Then it is not offered. */
  readonly availability: (user: Subject, place: ActionPlace) => Availability | undefined;
  /** Undefined for the action that opens the details beside the list. */
  readonly dialog: ComponentType<UserDialogProps> | undefined;
}

const byMain =
  (id: keyof UserActions): RowAction['availability'] =>
  ({ actions }) => {
    const decided = actions[id];
    if (decided === null) return undefined;
    return decided === 'available' ? decided : { why: blockSentence(id, decided) };
  };

export const ROW_ACTIONS: readonly RowAction[] = [
  {
    id: 'viewDetails',
    label: 'View details',
    icon: IdCard,
    tone: 'plain',
    availability: byMain('viewDetails'),
    dialog: undefined,
  },
  {
    id: 'edit',
    label: 'Edit',
    icon: UserRoundPen,
    tone: 'plain',
    availability: byMain('edit'),
    dialog: lazyNamed(() => import('./edit-user-dialog.tsx'), 'EditUserDialog'),
  },
  {
    id: 'unfreeze',
    label: 'Unfreeze',
    icon: Snowflake,
    tone: 'plain',
    availability: byMain('unfreeze'),
    dialog: lazyNamed(() => import('./unfreeze-dialog.tsx'), 'UnfreezeDialog'),
  },
  {
    id: 'unlock',
    label: 'Unlock',
    icon: LockKeyholeOpen,
    tone: 'plain',
    availability: byMain('unlock'),
    dialog: lazyNamed(() => import('./unlock-dialog.tsx'), 'UnlockDialog'),
  },
  {
    id: 'resetTwoFactor',
    label: 'Reset 2FA',
    icon: RotateCcwKey,
    tone: 'danger',
    availability: byMain('resetTwoFactor'),
    dialog: lazyNamed(() => import('./reset-two-factor-dialog.tsx'), 'ResetTwoFactorDialog'),
  },
  {
    id: 'issueTemporaryCode',
    label: 'Issue a temporary code',
    icon: Timer,
    tone: 'plain',
    availability: byMain('issueTemporaryCode'),
    dialog: lazyNamed(() => import('./issue-temporary-code-dialog.tsx'), 'IssueTemporaryCodeDialog'),
  },
  {
    id: 'resetPassword',
    label: 'Reset password',
    icon: KeyRound,
    tone: 'plain',
    availability: byMain('resetPassword'),
    dialog: lazyNamed(() => import('./reset-password-dialog.tsx'), 'ResetPasswordDialog'),
  },
  {
    id: 'resendInvitation',
    label: 'Resend invitation',
    icon: MailPlus,
    tone: 'plain',
    availability: byMain('resendInvitation'),
    dialog: lazyNamed(() => import('./resend-invitations-dialog.tsx'), 'ResendInvitationDialog'),
  },
  {
    id: 'removeFromClient',
    label: 'Remove from this client',
    icon: UserRoundMinus,
    tone: 'plain',
    availability({ actions, details }, { mayRemoveFromClient }) {
      // A role that may invite such a user may also remove them from a client. Nobody removes themselves.
      if (!mayRemoveFromClient || details === null || actions.edit === null || actions.resendInvitation === null)
        return undefined;
      if (actions.edit === 'own_account') return { why: 'You cannot remove yourself. Ask a colleague.' };
      if (details.clientAccess.isAll) return { why: 'They work for all clients. Change that with Edit.' };
      return 'available';
    },
    dialog: lazyNamed(() => import('./remove-from-client-dialog.tsx'), 'RemoveFromClientDialog'),
  },
  {
    id: 'cancelInvitation',
    label: 'Cancel invitation',
    icon: MailX,
    tone: 'danger',
    availability: byMain('cancelInvitation'),
    dialog: lazyNamed(() => import('./cancel-invitation-dialog.tsx'), 'CancelInvitationDialog'),
  },
  {
    id: 'deactivate',
    label: 'Deactivate',
    icon: UserRoundX,
    tone: 'danger',
    availability: byMain('deactivate'),
    dialog: lazyNamed(() => import('./deactivate-dialog.tsx'), 'DeactivateDialog'),
  },
  {
    id: 'reactivate',
    label: 'Reactivate',
    icon: UserRoundCheck,
    tone: 'plain',
    availability: byMain('reactivate'),
    dialog: lazyNamed(() => import('./reactivate-dialog.tsx'), 'ReactivateDialog'),
  },
];

/** They need no code from the administrator's own authenticator app. */
const WITHOUT_CODE: ReadonlySet<RowAction['id']> = new Set([
  'viewDetails',
  'removeFromClient',
  'cancelInvitation',
  'deactivate',
]);

export interface OfferedAction {
  readonly action: RowAction;
  /** Undefined if it is possible now. */
  readonly whyNot: string | undefined;
}

/** The actions that the role can do to this user, now or at another time. */
export const offeredActions = (user: Subject, place: ActionPlace): readonly OfferedAction[] =>
  ROW_ACTIONS.flatMap((action) => {
    const availability = action.availability(user, place);
    if (availability === undefined) return [];
    if (availability !== 'available') return [{ action, whyNot: availability.why }];
    return [{ action, whyNot: place.isTemporary && !WITHOUT_CODE.has(action.id) ? NEEDS_AUTHENTICATOR : undefined }];
  });
