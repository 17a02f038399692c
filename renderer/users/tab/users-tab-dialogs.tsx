// What can be open over the Users tab, one at a time. Each is loaded when it is opened first: none is part of the first paint.
import { type RefObject, Suspense } from 'react';
import type { InputOf, UserRow } from '../../../preload/contract/index.ts';
import { lazyNamed } from '../../shared/lazy-named.ts';

const ResetTwoFactorDialog = lazyNamed(() => import('../actions/reset-two-factor-dialog.tsx'), 'ResetTwoFactorDialog');
const BulkResetDialog = lazyNamed(() => import('../bulk/bulk-reset-dialog.tsx'), 'BulkResetDialog');
const EditUserDialog = lazyNamed(() => import('../actions/edit-user-dialog.tsx'), 'EditUserDialog');
const IssueTemporaryCodeDialog = lazyNamed(
  () => import('../actions/issue-temporary-code-dialog.tsx'),
  'IssueTemporaryCodeDialog',
);
const ResetPasswordDialog = lazyNamed(() => import('../actions/reset-password-dialog.tsx'), 'ResetPasswordDialog');
const ResendInvitationsDialog = lazyNamed(
  () => import('../actions/resend-invitations-dialog.tsx'),
  'ResendInvitationsDialog',
);
const DeactivateDialog = lazyNamed(() => import('../actions/deactivate-dialog.tsx'), 'DeactivateDialog');
const ReactivateDialog = lazyNamed(() => import('../actions/reactivate-dialog.tsx'), 'ReactivateDialog');
const UnfreezeDialog = lazyNamed(() => import('../actions/unfreeze-dialog.tsx'), 'UnfreezeDialog');
const RemoveFromClientDialog = lazyNamed(
  () => import('../actions/remove-from-client-dialog.tsx'),
  'RemoveFromClientDialog',
);
const InviteUsersDialog = lazyNamed(() => import('../invite/invite-users-dialog.tsx'), 'InviteUsersDialog');
const AddUserDialog = lazyNamed(() => import('../invite/add-user-dialog.tsx'), 'AddUserDialog');

export type BulkSelection = InputOf<'bulkResets.prepare'>['selection'];

export type OpenDialog =
  | {
      readonly kind:
        | 'edit'
        | 'unfreeze'
        | 'resetTwoFactor'
        | 'issueTemporaryCode'
        | 'resetPassword'
        | 'removeFromClient'
        | 'deactivate'
        | 'reactivate';
      readonly row: UserRow;
    }
  | { readonly kind: 'resendInvitations'; readonly userIds: readonly number[] }
  | { readonly kind: 'bulkReset'; readonly selection: BulkSelection }
  | { readonly kind: 'invite' }
  | { readonly kind: 'addUser' };

interface UserDialogsProps {
  readonly open: OpenDialog | undefined;
  /** The client in view. */
  readonly client: { readonly id: number; readonly name: string } | null;
  readonly returnTo: RefObject<HTMLElement | null>;
  /** Another dialog in place of this one. */
  readonly onOpen: (dialog: OpenDialog) => void;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function UserDialogs({ open, ...props }: UserDialogsProps) {
  return <Suspense fallback={null}>{open !== undefined && <Opened open={open} {...props} />}</Suspense>;
}

function Opened({
  open,
  client,
  returnTo,
  onOpen,
  onClose,
  onChanged,
}: UserDialogsProps & { readonly open: OpenDialog }) {
  if (open.kind === 'invite') return <InviteUsersDialog client={client} returnTo={returnTo} onClose={onClose} />;
  if (open.kind === 'resendInvitations')
    return <ResendInvitationsDialog userIds={open.userIds} returnTo={returnTo} onClose={onClose} />;
  if (open.kind === 'addUser')
    return client === null ? null : <AddUserDialog client={client} returnTo={returnTo} onClose={onClose} />;
  if (open.kind === 'bulkReset')
    return <BulkResetDialog selection={open.selection} returnTo={returnTo} onClose={onClose} />;
  const { row } = open;
  const user = { id: row.id, firstName: row.firstName, lastName: row.lastName, email: row.details?.email };
  switch (open.kind) {
    case 'edit':
      return <EditUserDialog user={user} returnTo={returnTo} onClose={onClose} />;
    case 'unfreeze':
      return <UnfreezeDialog user={user} returnTo={returnTo} onClose={onClose} />;
    case 'resetTwoFactor':
      return (
        <ResetTwoFactorDialog
          user={user}
          returnTo={returnTo}
          onTemporaryCode={
            row.actions.issueTemporaryCode === 'available'
              ? () => onOpen({ kind: 'issueTemporaryCode', row })
              : undefined
          }
          onClose={onClose}
          onChanged={onChanged}
        />
      );
    case 'issueTemporaryCode':
      return <IssueTemporaryCodeDialog user={user} returnTo={returnTo} onClose={onClose} />;
    case 'resetPassword':
      return <ResetPasswordDialog user={user} returnTo={returnTo} onClose={onClose} />;
    case 'removeFromClient':
      return client === null ? null : (
        <RemoveFromClientDialog user={user} client={client} returnTo={returnTo} onClose={onClose} />
      );
    case 'deactivate':
      return <DeactivateDialog user={user} returnTo={returnTo} onClose={onClose} />;
    case 'reactivate':
      return <ReactivateDialog user={user} returnTo={returnTo} onClose={onClose} />;
  }
}
