// The firm's record: what was done, and the alerts that it raises.
import * as v from 'valibot';
import { id, text, time } from './fields.ts';

export const activityRecordSchema = v.strictObject({
  seq: id,
  at: time,
  actorName: v.nullable(text(201)),
  actorRole: v.nullable(text(40)),
  targetName: v.nullable(text(201)),
  targetRole: v.nullable(text(40)),
  /** `noun.past`; words/activity-words.ts says it in words. */
  action: text(60),
  outcome: v.picklist(['done', 'denied', 'failed']),
  reason: v.nullable(text(100)),
  detail: v.record(text(60), v.nullable(v.union([text(2000), time, v.boolean()]))),
});
export type ActivityRecord = v.InferOutput<typeof activityRecordSchema>;
/** Newest first. `next`: pass as `before` for older ones; null at the beginning of the record. */
export const activityPageSchema = v.strictObject({ records: v.array(activityRecordSchema), next: v.nullable(id) });

export const alertSchema = v.strictObject({
  id,
  at: time,
  kind: v.picklist([
    'repudiated',
    'many_resets',
    'outside_hours',
    'reset_then_change',
    'reset_then_admin_act',
    'many_refused_codes',
    'both_halves',
    'recovery_kit_used',
    'recovery_kit_waits',
    'record_cut',
  ]),
  actorName: v.nullable(text(254)),
  subjectName: v.nullable(text(254)),
  /** The record that set it off. */
  activitySeq: id,
});
export type Alert = v.InferOutput<typeof alertSchema>;
