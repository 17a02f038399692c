/** People to invite of whom nothing is known but the email. */
export const invitees = (...emails: readonly string[]) =>
  emails.map((email) => ({ email, firstName: '', lastName: '', phone: '' }));
