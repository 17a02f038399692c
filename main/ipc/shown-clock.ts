// What the windows say about a computer's clock that is not followed, or that is behind: until when, and whom to ask.
import type { AppState } from '../../preload/contract/index.ts';
import { decideClock, isPossibleTime } from '../domain/clock-guard.ts';
import { isPartnerRole } from '../domain/user.ts';
import { listAbleAdmins } from '../services/act/able-admin.ts';
import type { Context } from '../services/act/context.ts';
import type { Visit } from '../services/act/visit.ts';
import { getHighWater } from '../storage/tables/clock.ts';
import { getRecoveryCodeSet } from '../storage/tables/recovery-codes.ts';
import { getOpenSession } from '../storage/tables/sessions.ts';
import { getUser, nameOf, type User } from '../storage/tables/users.ts';

const SHOWN_HELPERS = 3;

const offBy = (ms: number): { minutes: number } => ({ minutes: Math.round(ms / 60_000) });

export function toShownClock(context: Context, visit: Visit): AppState['clock'] {
  const now = context.clock.now();
  const jump = context.clock.jump();
  const shown = jump?.at ?? now;
  if (!isPossibleTime(shown)) return null;
  const decision = decideClock(getHighWater(context.storage.read), shown);
  if (decision.kind === 'fine')
    return jump === undefined ? null : { ...offBy(shown - now), isFollowed: false, until: null, helpers: [] };
  const off = jump === undefined ? { minutes: -decision.minutes } : offBy(shown - now);
  return { ...off, isFollowed: jump === undefined, until: decision.until, helpers: helpersFor(context, visit) };
}

/** Partner Admins who can accept the clock. Only the firm's own people, past their password, learn their names. */
function helpersFor(context: Context, visit: Visit): string[] {
  const viewer = viewerAt(context, visit);
  if (viewer === undefined || !isPartnerRole(viewer.role)) return [];
  const { read } = context.storage;
  return listAbleAdmins(context, read)
    .filter((admin) => (getRecoveryCodeSet(read, admin.id)?.remaining ?? 0) > 0)
    .slice(0, SHOWN_HELPERS)
    .map(nameOf);
}

function viewerAt(context: Context, visit: Visit): User | undefined {
  const { read } = context.storage;
  switch (visit.stage) {
    case 'code':
    case 'notice':
    case 'setup_code':
      return getUser(read, visit.userId);
    case 'signed_in': {
      const session = getOpenSession(read, visit.sessionId);
      return session === undefined ? undefined : getUser(read, session.userId);
    }
    default:
      return undefined;
  }
}
