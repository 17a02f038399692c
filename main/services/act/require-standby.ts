// While the standby of the database is missing, nothing is done that others would rely on: it would be on one machine only.
import { refuse } from '../../domain/refusal.ts';
import type { Context } from './context.ts';

/** Records and requests: people come and go, and one of them decides. What Rekey notes by itself has no actor. */
const GOES_ON: ReadonlySet<string> = new Set([
  'desktops.goOnWithoutStandby',
  'session.started',
  'session.ended',
  'sessions.ended',
  'standby.gone_without',
]);

/**
 * What is noted then is on one machine, and lost if the standby takes over. Anchors and desktops remember it once the standby
 * has it.
 */
export const isStandbyMissing = ({ storage }: Pick<Context, 'storage'>): boolean =>
  storage.standby?.state.kind === 'missing';

/** @throws Refusal standby_missing. */
export function requireStandby(context: Pick<Context, 'storage'>, acts: readonly string[]): void {
  if (isStandbyMissing(context) && acts.some((act) => !GOES_ON.has(act))) refuse({ code: 'standby_missing' });
}
