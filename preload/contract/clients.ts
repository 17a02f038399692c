// The clients: the list, one client's details, and everything that is done to a client.
import * as v from 'valibot';
import {
  clientId,
  count,
  id,
  listOf,
  named,
  namedOrEmpty,
  note,
  nothing,
  page,
  search,
  shownEmail,
  shownName,
  shownPerson,
  time,
  userId,
  version,
} from './fields.ts';

export const clientTypeSchema = v.picklist(
  ['company', 'partnership', 'sole_trader', 'charity', 'trust'],
  'Choose what kind of business it is.',
);
export const clientStatusSchema = v.picklist(['active', 'terminated']);
export const clientColumnSchema = v.picklist([
  'name',
  'type',
  'status',
  'pointOfContact',
  'accountingSoftware',
  'users',
  'addedAt',
]);

/** An empty list filters nothing. */
export const clientFiltersSchema = v.strictObject({
  statuses: listOf(clientStatusSchema, 2),
  types: listOf(clientTypeSchema, 5),
});
export type ClientFilters = v.InferOutput<typeof clientFiltersSchema>;
export const clientSortSchema = v.strictObject({ column: clientColumnSchema, isDescending: v.boolean() });

const clientRowSchema = v.strictObject({
  id,
  name: shownName,
  type: clientTypeSchema,
  status: clientStatusSchema,
  pointOfContact: v.nullable(shownPerson),
  accountingSoftware: shownName,
  userCount: count,
  addedAt: time,
  /** Null while the client is active. */
  terminatedAt: v.nullable(time),
  /** A terminated client can be restored until then; null when it cannot. */
  restorableUntil: v.nullable(time),
  version,
});
export type ClientRow = v.InferOutput<typeof clientRowSchema>;

const clientName = named('client’s name');
const accountingSoftware = namedOrEmpty('accounting software');

export const clientsRequests = {
  'clients.list': {
    input: v.strictObject({ search, ...clientFiltersSchema.entries, sort: clientSortSchema, ...page }),
    output: v.strictObject({ rows: v.array(clientRowSchema), total: count }),
  },
  'clients.get': {
    input: v.strictObject({ clientId }),
    output: v.strictObject({
      client: clientRowSchema,
      pointOfContactId: v.nullable(id),
      terminatedBy: v.nullable(shownPerson),
      /** People who belong to no other client. */
      onlyHereCount: count,
    }),
  },
  /** People who can be the client's point of contact: its own, except deactivated ones. The first 50 that match. */
  'clients.listContacts': {
    input: v.strictObject({ clientId, search }),
    output: v.strictObject({ people: v.array(v.strictObject({ id, name: shownPerson, email: shownEmail })) }),
  },
  'clients.add': {
    input: v.strictObject({ name: clientName, type: clientTypeSchema, accountingSoftware }),
    output: v.strictObject({ clientId: id }),
  },
  'clients.edit': {
    input: v.strictObject({
      clientId,
      version,
      name: clientName,
      type: clientTypeSchema,
      accountingSoftware,
      pointOfContactId: v.nullable(userId),
    }),
    output: nothing,
  },
  'clients.terminate': {
    input: v.strictObject({ clientId, version, note }),
    output: v.strictObject({ restorableUntil: time }),
  },
  'clients.restore': { input: v.strictObject({ clientId, version }), output: nothing },
  /** Clients to give or take away, together with those that the user has already. `userId` is null for a new person. */
  'clients.listForAccess': {
    input: v.strictObject({ userId: v.nullable(userId), search, ...page }),
    output: v.strictObject({
      rows: v.array(v.strictObject({ id, name: shownName, isMember: v.boolean() })),
      total: count,
    }),
  },
} as const;
