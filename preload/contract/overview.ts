// The firm at a glance. Each number of people comes with the filter of Users that lists the same people.
import * as v from 'valibot';
import { count, id, nothing, shownPerson, text, time } from './fields.ts';
import { userFiltersSchema } from './users.ts';
import { roleSchema } from './words.ts';

const peopleSchema = v.strictObject({ count, filters: userFiltersSchema });

const resetsSchema = v.strictObject({
  /** The last 12 months of the calendar, the oldest first. `until` is the first moment of the next one. */
  months: v.array(v.strictObject({ from: time, until: time, count })),
  total: count,
  /** The most frequent first. Null: the record has no reason. */
  reasons: v.array(v.strictObject({ reason: v.nullable(text(100)), count })),
  /** The ten who have reset the most. */
  people: v.array(v.strictObject({ actorId: id, name: shownPerson, count })),
  /** How many resets everybody else has made. */
  byOthers: count,
});

const firmSchema = v.strictObject({
  /** The last backup that was opened again and found whole. */
  backup: v.strictObject({ checkedAt: v.nullable(time), isDue: v.boolean() }),
  /** Access review: null where the policy asks for none. */
  review: v.nullable(v.strictObject({ dueAt: time, isDue: v.boolean(), isOpen: v.boolean() })),
  /** The last check of the whole activity record since Rekey was started. */
  verified: v.nullable(v.strictObject({ at: time, records: count, isWhole: v.boolean() })),
});

export const overviewRequests = {
  'overview.read': {
    input: nothing,
    output: v.strictObject({
      at: time,
      /** Accounts in use, by role. Only the roles whose states the reader may see. */
      twoFactor: v.array(
        v.strictObject({
          role: roleSchema,
          all: peopleSchema,
          setUp: peopleSchema,
          required: peopleSchema,
          notSetUp: peopleSchema,
        }),
      ),
      attention: v.array(
        v.strictObject({
          list: v.picklist([
            'without_two_factor',
            'setup_required',
            'setup_overdue',
            'frozen',
            'locked',
            'invitation_expiring',
            'invitation_expired',
            'recently_reset',
            'no_number',
          ]),
          ...peopleSchema.entries,
        }),
      ),
      /** Null for a role that does not read the activity. */
      resets: v.nullable(resetsSchema),
      /** Null for a role that does not open the settings. */
      firm: v.nullable(firmSchema),
    }),
  },
} as const;
