// While the standby of the database is missing, nothing is done that others would rely on: it would be on one machine only.
import { refuse } from '../../domain/refusal.ts';
import type { Context } from './context.ts';

/** People come and go, and one of them decides. What Rekey notes by itself has no actor. */
const GOES_ON: ReadonlySet<string> = new Set([
  'session.started',
  'session.ended',
  'sessions.ended',
  'standby.gone_without',
]);

/** @throws Refusal standby_missing. */
export function requireStandby({ storage }: Pick<Context, 'storage'>, actions: readonly string[]): void {
  if (storage.standby?.state.kind === 'missing' && actions.some((action) => !GOES_ON.has(action)))
    refuse({ code: 'standby_missing' });
}
