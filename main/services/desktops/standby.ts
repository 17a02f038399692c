// The standby of the database: a Partner Admin decides to go on without it, and Rekey notes by itself when it is missing and
// when it is in step again.

import { refuse } from '../../domain/refusal.ts';
import type { StandbyNotes, StandbyState } from '../../domain/standby.ts';
import { nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';

/**
 * Until a standby is in step again, acts are done on one machine. A second click changes and records nothing.
 * @param code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal not_now (the standby is not missing), and as actWithPresence.
 */
export function goOnWithoutStandby(context: Context, actor: Actor, code: string): void {
  const standby = context.storage.standby ?? refuse({ code: 'not_now' });
  if (standby.state.kind === 'alone') return;
  const requireMissing = (): Extract<StandbyState, { kind: 'missing' }> =>
    standby.state.kind === 'missing' ? standby.state : refuse({ code: 'not_now' });
  actWithPresence(context, actor, code, requireMissing, (tx, { since }) => {
    const now = context.clock.now();
    const missingSince = since ?? now;
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
