// The props of the dialogs that user actions open.
import type { RefObject } from 'react';
import type { UserActions, UserRow } from '../../../preload/contract/index.ts';

export interface UserDialogProps {
  /** As in the row. Invited users have no name yet, and Partner Ops sees no email of a Partner Admin. */
  readonly user: Pick<UserRow, 'id' | 'firstName' | 'lastName' | 'actions'> & { readonly email: string | undefined };
  /** The client whose users are in view. Undefined in the Global view. */
  readonly client: { readonly id: number; readonly name: string } | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** Opens the dialog of another action in place of this one. */
  readonly onInstead: (action: keyof UserActions) => void;
}
