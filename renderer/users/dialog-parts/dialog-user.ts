// The person that a dialog is about, as the row or the panel behind it knows them. Invited people have no names yet; a Partner
// Admin seen by Partner Ops has no email.
export interface DialogUser {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string | undefined;
}
