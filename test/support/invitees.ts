/** People to invite. Nothing but their email is known. */
export const invitees = (...emails: readonly string[]) =>
  emails.map((email) => ({ email, firstName: '', lastName: '', phone: '' }));
