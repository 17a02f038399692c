// What can be open over the Users tab, one at a time. Each is loaded when it is opened first: none is part of the first paint.
import { lazy, type RefObject, Suspense } from 'react';
import type { InputOf, UserRow } from '../../preload/contract/index.ts';

const ResetTwoFactorDialog = lazy(() =>
  import('./actions/reset-two-factor-dialog.tsx').then((m) => ({ default: m.ResetTwoFactorDialog })),
);
const BulkResetDialog = lazy(() =>
  import('./bulk/bulk-reset-dialog.tsx').then((m) => ({ default: m.BulkResetDialog })),
);
const EditUserDialog = lazy(() =>
  import('./actions/edit-user-dialog.tsx').then((m) => ({ default: m.EditUserDialog })),
);
const IssueTemporaryCodeDialog = lazy(() =>
  import('./actions/issue-temporary-code-dialog.tsx').then((m) => ({ default: m.IssueTemporaryCodeDialog })),
);
const ResetPasswordDialog = lazy(() =>
  import('./actions/reset-password-dialog.tsx').then((m) => ({ default: m.ResetPasswordDialog })),
);
const ResendInvitationsDialog = lazy(() =>
  import('./actions/resend-invitations-dialog.tsx').then((m) => ({ default: m.ResendInvitationsDialog })),
);
const DeactivateDialog = lazy(() =>
  import('./actions/deactivate-dialog.tsx').then((m) => ({ default: m.DeactivateDialog })),
);
const ReactivateDialog = lazy(() =>
  import('./actions/reactivate-dialog.tsx').then((m) => ({ default: m.ReactivateDialog })),
);
const UnfreezeDialog = lazy(() => import('./actions/unfreeze-dialog.tsx').then((m) => ({ default: m.UnfreezeDialog })));
const RemoveFromClientDialog = lazy(() =>
  import('./remove-from-client-dialog.tsx').then((m) => ({ default: m.RemoveFromClientDialog })),
);
const InviteUsersDialog = lazy(() =>
  import('./invite-users-dialog.tsx').then((m) => ({ default: m.InviteUsersDialog })),
);
const AddUserDialog = lazy(() => import('./add-user-dialog.tsx').then((m) => ({ default: m.AddUserDialog })));

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
