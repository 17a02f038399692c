// Why a session has ended, for the window that was signed in. Anybody at the computer can read it there, so it holds no
// reason that an administrator gave, and names nobody but the person who acted.
import { getOpenNotice, type NoticeKind } from '../../storage/tables/notices.ts';
import { getSessionEnd, type SessionEnd } from '../../storage/tables/sessions.ts';
import type { Context } from '../act/context.ts';

export interface EndedSession {
  readonly why: Exclude<SessionEnd, 'signed_out' | 'application_closed'>;
  /** Null where it was nobody else's act, or where no notice names the person. */
  readonly byName: string | null;
  readonly at: number;
}

/** The notice of the act that ended the session. */
const NOTICES: Partial<Record<SessionEnd, NoticeKind>> = {
  two_factor_reset: 'two_factor_reset',
  password_reset: 'password_reset',
  role_changed: 'role_changed',
};

/** Undefined where there is nothing to explain. */
export function whyEnded(context: Context, sessionId: string): EndedSession | undefined {
  const { read } = context.storage;
  const end = getSessionEnd(read, sessionId, context.clock.now());
  if (end === undefined || end.because === 'signed_out' || end.because === 'application_closed') return undefined;
  const kind = NOTICES[end.because];
  const notice = kind && getOpenNotice(read, end.userId, kind);
  return { why: end.because, byName: notice?.at === end.at ? notice.byName : null, at: end.at };
}
