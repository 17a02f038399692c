// Which accounts may belong to one person now. The rules are in domain/independence.ts; this reads what they judge, and keeps
// what has ended, so that nothing which happens later brings it back.
import {
  areIndependent,
  endsAt,
  type FirmFacts,
  judge,
  type SeenAct,
  tiesThatLeadTo,
} from '../../domain/independence.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { dropRemoval, endTie, listRemovals, listTies } from '../../storage/tables/ties.ts';
import { listAdmins } from '../../storage/tables/users.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';

export interface Independence {
  /** Nobody of these may be one person with another of them. */
  areIndependent(...accounts: readonly UserId[]): boolean;
  /** Partner Admins who count as present, a locked, frozen or lately removed one too. */
  readonly present: readonly UserId[];
  groupOf(id: UserId): UserId;
  /** The ties in force, what they wait for, and until when at least. */
  readonly ties: readonly SeenAct[];
  waitsToBeSeen(tie: SeenAct): boolean;
  endsAt(tie: SeenAct): number;
}

function readFacts(context: Context, reader: Reader, accounts: readonly UserId[]): FirmFacts {
  const admins = listAdmins(reader);
  const removals = listRemovals(reader);
  const concerned = [...admins.map(({ id }) => id), ...removals.map(({ subjectId }) => subjectId), ...accounts];
  return {
    admins: admins.filter(({ status }) => status === 'active').map(({ id }) => id),
    ties: tiesThatLeadTo(listTies(reader), concerned),
    removals,
    tieDays: getFirm(reader)?.tieDays ?? 0,
    now: latestTime(context, reader),
  };
}

/** @param accounts more accounts that are asked about, besides all Partner Admins. */
export function readIndependence(context: Context, reader: Reader, accounts: readonly UserId[] = []): Independence {
  const facts = readFacts(context, reader, accounts);
  const { groupOf, present, ties, isTieSeen } = judge(facts);
  return {
    areIndependent: (...asked) => areIndependent(groupOf, asked),
    present,
    groupOf,
    ties,
    waitsToBeSeen: (tie) => !isTieSeen(tie),
    endsAt: (tie) => endsAt(tie, facts.tieDays),
  };
}

/** Keeps what has ended by now. */
export function endTies(context: Context, tx: Tx): void {
  const facts = readFacts(context, tx, []);
  const { endedTies, overRemovals } = judge(facts);
  for (const tie of endedTies) endTie(tx, tie, facts.now);
  for (const removal of overRemovals) dropRemoval(tx, removal.subjectId);
}
