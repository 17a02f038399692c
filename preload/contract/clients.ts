// The clients: the list, one client's details, and everything that is done to a client.
import * as v from 'valibot';
import { count, id, named, note, nothing, text, time, version } from './fields.ts';
import { clientColumnSchema, clientStatusSchema, clientTypeSchema } from './words.ts';

export const clientFiltersSchema = v.strictObject({
  statuses: v.pipe(v.array(clientStatusSchema), v.maxLength(2)),
  types: v.pipe(v.array(clientTypeSchema), v.maxLength(5)),
});
export type ClientFilters = v.InferOutput<typeof clientFiltersSchema>;
export const clientSortSchema = v.strictObject({ column: clientColumnSchema, isDescending: v.boolean() });

const clientRowSchema = v.strictObject({
  id,
  name: text(100),
  type: clientTypeSchema,
  status: clientStatusSchema,
  pointOfContact: v.nullable(text(201)),
  accountingSoftware: text(100),
  userCount: count,
  addedAt: time,
  /** Of a terminated client: when, and until when that can be undone. */
  terminatedAt: v.nullable(time),
  restorableUntil: v.nullable(time),
  version,
});
export type ClientRow = v.InferOutput<typeof clientRowSchema>;

export const clientsRequests = {
  'clients.list': {
    input: v.strictObject({
      search: text(200),
      ...clientFiltersSchema.entries,
      sort: clientSortSchema,
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({ rows: v.array(clientRowSchema), total: count }),
  },
  'clients.get': {
    input: v.strictObject({ clientId: id }),
    output: v.strictObject({
      client: clientRowSchema,
      pointOfContactId: v.nullable(id),
      terminatedBy: v.nullable(text(201)),
      /** People who belong to no other client. */
      onlyHereCount: count,
    }),
  },
  /** Who can be a client's point of contact: its own people who are not deactivated. The first 50 that match. */
  'clients.listContacts': {
    input: v.strictObject({ clientId: id, search: text(200) }),
    output: v.strictObject({ people: v.array(v.strictObject({ id, name: text(201), email: text(254) })) }),
  },
  'clients.add': {
    input: v.strictObject({ name: named('client’s name'), type: clientTypeSchema, accountingSoftware: text(100) }),
    output: v.strictObject({ clientId: id }),
  },
  'clients.edit': {
    input: v.strictObject({
      clientId: id,
      version,
      name: named('client’s name'),
      type: clientTypeSchema,
      accountingSoftware: text(100),
      pointOfContactId: v.nullable(id),
    }),
    output: nothing,
  },
  'clients.terminate': {
    input: v.strictObject({ clientId: id, version, note }),
    output: v.strictObject({ restorableUntil: time }),
  },
  'clients.restore': { input: v.strictObject({ clientId: id, version }), output: nothing },
  /** Clients to give or take, with those that the user has already; `userId` null for a new person. */
  'clients.listForAccess': {
    input: v.strictObject({
      userId: v.nullable(id),
      search: text(200),
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({
      rows: v.array(v.strictObject({ id, name: text(100), isMember: v.boolean() })),
      total: count,
    }),
  },
} as const;
