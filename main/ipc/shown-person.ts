// A person, a notice and a session as the contract shows them. Several subjects answer with these.
import type { Person, SessionRow, Notice as ShownNotice } from '../../preload/contract/index.ts';
import { RESET_REASONS } from '../domain/reset.ts';
import type { Notice } from '../storage/tables/notices.ts';
import type { PastSession } from '../storage/tables/sessions.ts';
import type { User } from '../storage/tables/users.ts';

export const toPerson = ({ id, firstName, lastName, email, role }: User): Person => ({
  id,
  firstName,
  lastName,
  email,
  role,
});

export const toNotice = ({ kind, at, byName, reason }: Notice): ShownNotice => ({
  kind,
  at,
  byName,
  // The other kinds store a reason that is not for the person, or none.
  reason:
    kind === 'two_factor_reset' || kind === 'replace_requested'
      ? (Object.values(RESET_REASONS)
          .flat()
          .find((known) => known === reason) ?? null)
      : null,
});

export const toSession = ({ startedAt, endedAt, endedBecause }: PastSession, isThisWindow: boolean): SessionRow => ({
  startedAt,
  endedAt,
  endedBecause,
  isThisWindow,
});
