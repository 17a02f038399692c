// What users' screens remember between sign-ins. ipc/preferences.ts decides its shape.
import type { UserId } from '../../domain/user.ts';
import * as stored from '../../storage/tables/preferences.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

/** May come from another version of Rekey; undefined when nothing was saved. */
export function getPreferences(context: Context, userId: UserId): unknown {
  const content = stored.getPreferences(context.storage.read, userId);
  return content === undefined ? undefined : JSON.parse(content);
}

/** The layout of a table is no event, so the activity record does not mention it. */
export function savePreferences(context: Context, actor: Actor, preferences: unknown): void {
  context.storage.transaction((tx) => stored.setPreferences(tx, actor.user.id, JSON.stringify(preferences)));
}
