// The standby of the database: a Partner Admin decides to go on without it, and Rekey notes by itself when it is missing and
// when it is in step again.

import { refuse } from '../../domain/refusal.ts';
import { SHORTEST_MISSING_MS, type StandbyNotes } from '../../domain/standby.ts';
import { nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';

/**
 * Until a standby is in step again, acts are done on one machine. A second click changes and records nothing.
 * @param code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal not_now (the standby is not missing), standby_just_missing, and as actWithPresence.
 */
export function goOnWithoutStandby(context: Context, actor: Actor, code: string): void {
  const standby = context.storage.standby ?? refuse({ code: 'not_now' });
  if (standby.state.kind === 'alone') return;
  // It may not be noted yet where the database had no room for it.
  noteStandby(context);
  const requireMissing = (): number => {
    const { state } = standby;
    if (state.kind !== 'missing') return refuse({ code: 'not_now' });
    const isLong = state.since !== null && context.clock.now() - state.since >= SHORTEST_MISSING_MS;
    return isLong ? state.since : refuse({ code: 'standby_just_missing' });
  };
  actWithPresence(context, actor, code, requireMissing, (tx, missingSince) => {
    const now = context.clock.now();
    const neededSince = standby.notes?.neededSince ?? missingSince;
    standby.note(tx, { neededSince, missingSince, aloneSince: now, aloneBy: nameOf(actor.user) });
    recordActivity(context, tx, { action: 'standby.gone_without', outcome: 'done', actor: actor.user });
  });
}

/** Called when the state has changed, and at the start. What has changed is on record. */
export function noteStandby(context: Context): void {
  const { storage } = context;
  const { standby } = storage;
  if (standby === undefined) return;
  const { kind } = standby.state;
  const now = context.clock.now();
  const notes: StandbyNotes = standby.notes ?? {
    neededSince: now,
    missingSince: null,
    aloneSince: null,
    aloneBy: null,
  };
  const write = (next: StandbyNotes, ...actions: readonly string[]): void =>
    storage.transaction((tx) => {
      standby.note(tx, next);
      for (const action of actions) recordActivity(context, tx, { action, outcome: 'done' });
    });
  if (kind === 'missing' && notes.missingSince === null) write({ ...notes, missingSince: now }, 'standby.missing');
  if (kind !== 'in_step' || (standby.notes !== undefined && notes.missingSince === null)) return;
  const isDecided = notes.aloneSince !== null;
  write(
    { ...notes, missingSince: null, aloneSince: null, aloneBy: null },
    'standby.in_step',
    ...(isDecided ? ['standby.alone_ended'] : []),
  );
}
