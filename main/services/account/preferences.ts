// What a person's own screens remember between sign-ins. Its shape is the contract's business: ipc/preferences.ts.
import type { UserId } from '../../domain/user.ts';
import * as stored from '../../storage/tables/preferences.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

/** Whatever was saved, perhaps by another version of Rekey; undefined when nothing was. */
export function getPreferences(context: Context, userId: UserId): unknown {
  const content = stored.getPreferences(context.storage.read, userId);
  return content === undefined ? undefined : JSON.parse(content);
}

/** How a table looks is no event: nothing of it is in the activity record. */
export function savePreferences(context: Context, actor: Actor, preferences: unknown): void {
  context.storage.transaction((tx) => stored.setPreferences(tx, actor.user.id, JSON.stringify(preferences)));
}
