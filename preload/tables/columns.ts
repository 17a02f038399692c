// The columns of files for a spreadsheet, by what they hold. The import knows the headings of the export again.

export const USER_COLUMNS = {
  firstName: 'First name',
  lastName: 'Last name',
  email: 'Email',
  phone: 'Number on file',
  role: 'Role',
  clients: 'Clients',
  status: 'Status',
  twoFactor: '2FA',
  twoFactorSince: '2FA since',
  lastSignIn: 'Last sign-in',
  invitationExpires: 'Invitation expires',
  addedOn: 'Added on',
} as const;
export type UserColumn = keyof typeof USER_COLUMNS;

export const CLIENT_COLUMNS = {
  name: 'Name',
  type: 'Type',
  accountingSoftware: 'Accounting software',
  status: 'Status',
  pointOfContact: 'Point of contact',
  users: 'Users',
  addedOn: 'Added on',
  terminatedOn: 'Terminated on',
} as const;
export type ClientColumn = keyof typeof CLIENT_COLUMNS;

/** As recorded: actions, roles and reasons keep the names under which the record holds them. */
export const ACTIVITY_COLUMNS = {
  number: 'Number',
  time: 'Time',
  actor: 'Actor',
  actorRole: 'Actor’s role',
  action: 'Action',
  target: 'Target',
  targetRole: 'Target’s role',
  outcome: 'Outcome',
  reason: 'Reason',
  details: 'Details',
  version: 'Version of Rekey',
  hash: 'Hash',
} as const;
export type ActivityColumn = keyof typeof ACTIVITY_COLUMNS;
