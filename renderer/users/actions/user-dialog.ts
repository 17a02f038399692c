// What every dialog of a user action is given.
import type { RefObject } from 'react';
import type { UserActions, UserRow } from '../../../preload/contract/index.ts';

export interface UserDialogProps {
  /** As the list knows the user. Invited people have no names yet, and Partner Ops sees no email of a Partner Admin. */
  readonly user: Pick<UserRow, 'id' | 'firstName' | 'lastName' | 'actions'> & { readonly email: string | undefined };
  /** The client whose users are in view. */
  readonly client: { readonly id: number; readonly name: string } | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  /** Opens the dialog of another action in place of this one. */
  readonly onInstead: (action: keyof UserActions) => void;
}
