// Independence: which accounts may be in the hands of one person. An account is tied to the account that let it in.
// Ties are symmetric and transitive: tied accounts are one group, and one group counts as one person. A tie ends only
// when a time has passed and somebody who has no part in it has seen it. Noise, roles and locks end nothing.
import type { UserId } from './user.ts';

const DAY_MS = 24 * 3_600_000;

const LETS_IN: readonly string[] = [
  'user.invited',
  'invitation.resent',
  'two_factor.reset',
  'password.reset',
  'temporary_code.issued',
  'user.reactivated',
  'account.unfrozen',
  'account.unlocked',
];
/** Details that say where the next caller or letter is looked up. A person who sets them can pass for the user. */
const LEADS_TO: readonly string[] = ['emailTo', 'phoneTo', 'phoneChanged'];

type Detail = Readonly<Record<string, unknown>>;

/** Acts after which the actor may hold the account. */
export const letsIn = (action: string, detail: Detail): boolean =>
  LETS_IN.includes(action) ||
  detail['roleTo'] === 'partner_admin' ||
  LEADS_TO.some((key) => detail[key] !== undefined && detail[key] !== false);

/** Acts that take the rights of a Partner Admin away from somebody who has them. */
export const removesAdmin = (action: string, detail: Detail, roleBefore: string | null): boolean =>
  detail['roleFrom'] === 'partner_admin' || (action === 'user.deactivated' && roleBefore === 'partner_admin');

/**
 * Acts after which what was seen of this account's ties counts no more: a colleague may have objected to the account, and
 * it may have let others in.
 */
export const reopensTies = (action: string, detail: Detail): boolean =>
  action === 'user.deactivated' || detail['roleFrom'] === 'partner_admin';

/** Something that one account did to another, and that a third one has to see. */
export interface SeenAct {
  readonly actorId: UserId;
  readonly subjectId: UserId;
  /** Epoch ms; the latest one of this actor on this subject. */
  readonly at: number;
  /** The users who have seen the alert about it; null where there is no alert yet. */
  readonly seenBy: readonly UserId[] | null;
}

export interface FirmFacts<Tie extends SeenAct = SeenAct, Removal extends SeenAct = SeenAct> {
  /** The active Partner Admins. A locked or frozen one is among them: a lock makes nobody absent. */
  readonly admins: readonly UserId[];
  /** The ties that have not ended, in any order. */
  readonly ties: readonly Tie[];
  /** Former Partner Admins who were deactivated or given another role; the removals that are not over. */
  readonly removals: readonly Removal[];
  readonly tieDays: number;
  /** The latest time that this computer has shown. */
  readonly now: number;
}

export interface Judgement<Tie extends SeenAct = SeenAct, Removal extends SeenAct = SeenAct> {
  readonly endedTies: readonly Tie[];
  readonly overRemovals: readonly Removal[];
  /** The ties in force. */
  readonly ties: readonly Tie[];
  /** Partner Admins who count as present: the active ones, and those whose removal is not over. */
  readonly present: readonly UserId[];
  /** The same number for two accounts that may be in one person's hands. */
  groupOf(id: UserId): UserId;
  /** Whether a tie in force waits for its time alone. */
  isTieSeen(tie: SeenAct): boolean;
}

/** Groups of a relation that is made symmetric and transitive. An account without ties is a group of its own. */
function toGroups(ties: readonly SeenAct[]): (id: UserId) => UserId {
  const parents = new Map<UserId, UserId>();
  const groupOf = (id: UserId): UserId => {
    let root = id;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return root;
  };
  for (const { actorId, subjectId } of ties) {
    const [one, other] = [groupOf(actorId), groupOf(subjectId)];
    if (one !== other) parents.set(one, other);
  }
  return groupOf;
}

/**
 * The ties that lead to these accounts: their own, those of the accounts that let them in, and so on. Two
 * administrators who both helped a third account are not tied by that.
 */
export function tiesThatLeadTo<Tie extends SeenAct>(ties: readonly Tie[], accounts: readonly UserId[]): readonly Tie[] {
  const bySubject = Map.groupBy(ties, ({ subjectId }) => subjectId);
  const reached = new Set(accounts);
  // A set that grows while it is walked hands out the new ones too.
  for (const id of reached) for (const { actorId } of bySubject.get(id) ?? []) reached.add(actorId);
  return ties.filter(({ subjectId }) => reached.has(subjectId));
}

/** When the act can be over, in epoch ms. */
export const endsAt = (act: SeenAct, tieDays: number): number => act.at + tieDays * DAY_MS;

/**
 * Whether somebody who has no part in it has seen it. Where every witness belongs to the group, all of them but the two
 * concerned have seen it.
 * @param admins the witnesses whose seeing counts: somebody who was removed after it cannot object any more.
 */
function isSeen(
  { actorId, subjectId, seenBy }: SeenAct,
  witnesses: readonly UserId[],
  admins: readonly UserId[],
  groupOf: (id: UserId) => UserId,
  isSeenWithoutWitness: boolean,
): boolean {
  if (seenBy === null) return false;
  const hasSeen = (id: UserId): boolean => seenBy.includes(id) && admins.includes(id);
  const outside = witnesses.filter((id) => groupOf(id) !== groupOf(actorId));
  if (outside.length > 0) return outside.some(hasSeen);
  const others = witnesses.filter((id) => id !== actorId && id !== subjectId);
  return others.length === 0 ? isSeenWithoutWitness : others.every(hasSeen);
}

/**
 * Begins with every tie in force, so nobody vouches for a tie of their own group, and takes away what has ended until
 * nothing more ends.
 */
export function judge<Tie extends SeenAct, Removal extends SeenAct>(
  facts: FirmFacts<Tie, Removal>,
): Judgement<Tie, Removal> {
  let ties = facts.ties;
  let removals = facts.removals;
  const isDue = (act: SeenAct): boolean => facts.now >= endsAt(act, facts.tieDays);
  for (;;) {
    const groupOf = toGroups(ties);
    // A removed Partner Admin cannot see anything any more, so only the active ones can settle a removal.
    const nextRemovals = removals.filter(
      (removal) => !(isDue(removal) && isSeen(removal, facts.admins, facts.admins, groupOf, true)),
    );
    const present = [...facts.admins, ...nextRemovals.map(({ subjectId }) => subjectId)];
    const isTieSeen = (tie: SeenAct): boolean => isSeen(tie, present, facts.admins, groupOf, false);
    const nextTies = ties.filter((tie) => !(isDue(tie) && isTieSeen(tie)));
    if (nextTies.length === ties.length && nextRemovals.length === removals.length) {
      return {
        endedTies: facts.ties.filter((tie) => !ties.includes(tie)),
        overRemovals: facts.removals.filter((removal) => !removals.includes(removal)),
        ties,
        present,
        groupOf,
        isTieSeen,
      };
    }
    ties = nextTies;
    removals = nextRemovals;
  }
}

/** Whether each of these accounts belongs to another group. */
export const areIndependent = (groupOf: (id: UserId) => UserId, accounts: readonly UserId[]): boolean =>
  new Set(accounts.map(groupOf)).size === accounts.length;
