// The dialog of a user action. It can give way to the dialog of another action for the same user.
import { type RefObject, useState } from 'react';
import type { UserRow } from '../../../preload/contract/index.ts';
import { ROW_ACTIONS, type RowAction } from '../actions/row-actions.ts';
import type { UserDialogProps } from '../actions/user-dialog.ts';

interface UserActionDialogProps extends Pick<UserDialogProps, 'client' | 'onClose'> {
  readonly action: RowAction;
  readonly row: UserRow;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function UserActionDialog({ action: first, row, ...props }: UserActionDialogProps) {
  const [action, setAction] = useState(first);
  const { dialog: Dialog } = action;
  const { id, firstName, lastName, actions, details } = row;
  return (
    Dialog !== undefined && (
      <Dialog
        {...props}
        user={{ id, firstName, lastName, actions, email: details?.email }}
        onInstead={(other) => setAction(ROW_ACTIONS.find((each) => each.id === other) ?? action)}
      />
    )
  );
}
