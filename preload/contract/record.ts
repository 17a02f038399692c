// The activity record and the alerts that it raises, as the window reads them.
import * as v from 'valibot';
import { id, listOf, search, shownName, shownPerson, text, time } from './fields.ts';
import { alertKindSchema, outcomeSchema, roleSchema } from './words.ts';

export const activityRecordSchema = v.strictObject({
  seq: id,
  at: time,
  actorName: v.nullable(shownPerson),
  actorRole: v.nullable(text(40)),
  targetName: v.nullable(shownPerson),
  targetRole: v.nullable(text(40)),
  /** `noun.past`; renderer/words/activity-words.ts has the words for it. */
  action: text(60),
  outcome: outcomeSchema,
  reason: v.nullable(text(100)),
  detail: v.record(text(60), v.nullable(v.union([text(2000), time, v.boolean()]))),
});
export type ActivityRecord = v.InferOutput<typeof activityRecordSchema>;

/** Which records a list, a count and a file of the activity have. */
export const activityFilters = {
  /** Part of a name or an email of the actor or of the target. */
  search,
  actions: listOf(text(60), 60),
  outcomes: listOf(outcomeSchema, 3),
  /** As recorded: of a reset, one of its reasons. */
  reasons: v.optional(listOf(text(100), 20), []),
  /** Only what this person has done. */
  actorId: v.optional(v.nullable(id), null),
  /** Epoch milliseconds, both inclusive. */
  from: v.nullable(time),
  until: v.nullable(time),
};

/** Newest first. `next` is the `before` of the following page; null at the beginning of the record. */
export const activityPageSchema = v.strictObject({ records: v.array(activityRecordSchema), next: v.nullable(id) });

export const alertSchema = v.strictObject({
  id,
  at: time,
  kind: alertKindSchema,
  actorId: v.nullable(id),
  actorName: v.nullable(shownPerson),
  subjectId: v.nullable(id),
  subjectName: v.nullable(shownPerson),
  /** The activity record that raised it. */
  activitySeq: id,
  /** Its recorded action; null where the record cannot be read. */
  act: v.nullable(text(60)),
  /** The role of the person in that record. */
  subjectRole: v.nullable(roleSchema),
  /** Of the desktop that it is about. */
  desktopName: v.nullable(shownName),
});
export type Alert = v.InferOutput<typeof alertSchema>;
