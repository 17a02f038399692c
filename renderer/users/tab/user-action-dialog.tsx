// The dialog of a user action. It can give way to the dialog of another action for the same user.
import { type RefObject, useState } from 'react';
import { ROW_ACTIONS, type RowAction } from '../actions/row-actions.ts';
import type { UserDialogProps } from '../actions/user-dialog.ts';

interface UserActionDialogProps extends Pick<UserDialogProps, 'user' | 'client' | 'onClose'> {
  readonly action: RowAction;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function UserActionDialog({ action: first, ...props }: UserActionDialogProps) {
  const [action, setAction] = useState(first);
  const { dialog: Dialog } = action;
  return (
    Dialog !== undefined && (
      <Dialog {...props} onInstead={(other) => setAction(ROW_ACTIONS.find((each) => each.id === other) ?? action)} />
    )
  );
}
