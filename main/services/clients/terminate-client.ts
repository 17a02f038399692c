// Terminates a client, and restores it within 90 days. Its users keep their accounts and their access.
import { decideRestorableUntil, RESTORABLE_MS } from '../../domain/client.ts';
import { refuse } from '../../domain/refusal.ts';
import type { ClientId } from '../../domain/user.ts';
import { getVisibleClient, isNameTaken, markRestored, markTerminated } from '../../storage/tables/clients.ts';
import { nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';

export interface ClientVersion {
  readonly clientId: ClientId;
  /** The version that the user saw. */
  readonly version: number;
}

/**
 * @returns the time until which it can be restored, epoch ms.
 * @throws Refusal not_found, conflict (also when it was terminated before).
 */
export function terminateClient(
  context: Context,
  actor: Actor,
  request: ClientVersion & { readonly note: string },
): number {
  return context.storage.transaction((tx) => {
    const client = getVisibleClient(tx, actor.user, request.clientId);
    if (client === undefined) return refuse({ code: 'not_found' });
    // The 90 days begin and end by the latest time seen, so a clock that runs behind does not shorten them.
    const at = latestTime(context, tx);
    if (!markTerminated(tx, client.id, request.version, at, nameOf(actor.user))) return refuse({ code: 'conflict' });
    recordActivity(context, tx, {
      action: 'client.terminated',
      outcome: 'done',
      actor: actor.user,
      detail: { clientId: client.id, clientName: client.name, note: request.note },
    });
    return at + RESTORABLE_MS;
  });
}

/**
 * @throws Refusal not_found, conflict (also when it is active), too_late_to_restore, bad_input (another client has its
 * name).
 */
export function restoreClient(context: Context, actor: Actor, request: ClientVersion): void {
  context.storage.transaction((tx) => {
    const client = getVisibleClient(tx, actor.user, request.clientId);
    if (client === undefined) return refuse({ code: 'not_found' });
    if (client.status !== 'terminated' || client.version !== request.version) return refuse({ code: 'conflict' });
    if (decideRestorableUntil(client.terminatedAt, latestTime(context, tx)) === null)
      return refuse({ code: 'too_late_to_restore' });
    if (isNameTaken(tx, client.name, client.id))
      return refuse({
        code: 'bad_input',
        fields: [
          { field: '', message: 'Another client has this name now. Rename that client, then restore this one.' },
        ],
      });
    if (!markRestored(tx, client.id, request.version)) return refuse({ code: 'conflict' });
    recordActivity(context, tx, {
      action: 'client.restored',
      outcome: 'done',
      actor: actor.user,
      detail: { clientId: client.id, clientName: client.name },
    });
  });
}
