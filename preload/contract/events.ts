// What main tells a window without being asked.
import * as v from 'valibot';
import { bulkId } from './bulk.ts';
import { count, nothing } from './fields.ts';
import { lineSchema } from './line.ts';
import { stateSchema } from './screen.ts';

export const events = {
  /** Users or clients have changed, or what may be done to them: lists read again. */
  'directory.changed': nothing,
  'backup.progress': v.strictObject({
    phase: v.picklist(['copying', 'writing', 'checking']),
    done: count,
    total: count,
  }),
  'activity.verifying': v.strictObject({ done: count, total: count }),
  'bulk.progress': v.strictObject({ bulkId, done: count, total: count }),
  /** How much of the list is looked through for the file. */
  'export.progress': v.strictObject({ done: count, total: count }),
  /** On a desktop of the firm's server: the connection was lost, or is there again. */
  'line.changed': lineSchema,
  /** The window stands elsewhere than its last answer said, for example because its session was ended. */
  'state.changed': stateSchema,
} as const;
