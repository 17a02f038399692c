// An approval and a bulk reset, as the campaign at the line interrupts them: acts of several requests, and of several people.
import type { InputOf } from '../../preload/contract/index.ts';
import { enter } from './line-desk.ts';
import { type Known, look, type Person } from './line-firm.ts';
import { askAsAnother, codeless, freshCode, macFits, metBy, type Scene, takeDesk, type Work } from './line-work.ts';

const LONG_AGO_MS = 20 * 3_600_000;
/** Every tenth bulk reset takes two transactions. */
const FEW = 20;

/** A new password for somebody whose second factor the same person has reset: both halves, so it takes two. */
export function approval(scene: Scene): Work {
  const { desks, known, root, round, wrong } = scene;
  const { requester: desk, approver: deciding } = desks;
  const request = { note: `round ${round}`, identityCheck: 'in_person', vouchedBy: '' } as const;
  let requester: Person;
  let approver: Person;
  let half: Known['halves'][number];
  let before = { asked: 0, approved: 0, done: 0 };
  let approvalId: number | undefined;
  let code: string | undefined;
  let carriedOutAs = '';
  const versionOf = async (userId: number): Promise<number> => (await desk.ask('users.get', { userId })).version;
  const count = () =>
    look(root, (reading) => ({
      asked: reading.count('approval.requested', half.userId),
      approved: reading.count('approval.approved', half.userId),
      done: reading.count('password.reset', half.userId),
    }));
  async function ask(): Promise<void> {
    const { userId } = half;
    const own = await freshCode(desk, requester);
    const asked = await desk.ask('users.resetPassword', {
      userId,
      version: await versionOf(userId),
      ...request,
      code: own,
    });
    if (asked.outcome !== 'waits_for_approval') throw new Error('nobody had to approve');
    ({ approvalId } = asked);
  }
  async function decide(): Promise<void> {
    const own = await freshCode(deciding, approver);
    await deciding.ask('approvals.decide', {
      approvalId: approvalId ?? 0,
      decision: 'approve',
      note: '',
      code: own,
    });
  }
  async function carryOut(): Promise<string | undefined> {
    const own = await freshCode(desk, requester);
    const asked = desk.ask('approvals.carryOut', { approvalId: approvalId ?? 0, code: own });
    carriedOutAs = desk.lastActId;
    const result = await asked;
    return result.kind === 'password_reset' ? result.issued.code : undefined;
  }
  return {
    async prepare() {
      requester = await takeDesk(desk, known.admins);
      approver = await takeDesk(deciding, known.admins);
      const own = known.halves.find(({ adminId }) => adminId === requester.id);
      if (own === undefined) throw new Error('there is no other half');
      half = own;
      if (Date.now() - half.resetAt > LONG_AGO_MS) {
        const { userId } = half;
        await desk.ask('users.resetTwoFactor', {
          userId,
          version: await versionOf(userId),
          mode: 'revoke_now',
          reason: 'lost_phone',
          ...request,
          code: await freshCode(desk, requester),
        });
        await desk.ask('window.setSecretShown', { isShown: false });
        half.resetAt = Date.now();
      }
      before = count();
    },
    async run() {
      await ask();
      await decide();
      code = await carryOut();
    },
    async finish(by) {
      const met = count();
      const [asked, approved, done] = [
        met.asked > before.asked,
        met.approved > before.approved,
        met.done > before.done,
      ];
      await enter(desk, requester);
      await enter(deciding, approver);
      const isAnswered = by === undefined;
      if (approvalId !== undefined && !asked) wrong('acknowledged lost', 'a request for an approval');
      if (isAnswered && !done) wrong('acknowledged lost', 'an act that was approved');
      if ((isAnswered || by.request === 'approvals.carryOut') && !approved) wrong('acknowledged lost', 'an approval');
      if (!isAnswered) {
        const { approvals } = await desk.ask('approvals.list', {});
        const listed = approvals.find(
          ({ target, isOwn, state }) => target?.id === half.userId && isOwn && /pending|approved/.test(state),
        );
        if (asked && !done && listed === undefined) wrong('other', 'a request for an approval is not listed');
        approvalId ??= listed?.approvalId;
        if (!asked) await ask();
        if (!approved) await decide();
        const first = carriedOutAs;
        code = await carryOut().catch(codeless);
        if (code === undefined) wrong('code lost', `of an approved act that was ${done ? '' : 'not '}done`);
        else if (done && carriedOutAs !== first) wrong('other', 'the code is not of the same act');
        const asAnother = (own: string) => ({ approvalId: approvalId ?? 0, code: own });
        if (done) await askAsAnother(scene, 'approvals.carryOut', asAnother, first);
      }
      await desk.ask('window.setSecretShown', { isShown: false });
      const after = count();
      for (const key of ['asked', 'approved', 'done'] as const)
        if (after[key] !== before[key] + 1) wrong('doubled', `${key}: ${after[key] - before[key]} times`);
      if (code !== undefined && !look(root, (reading) => macFits(reading, 'one_time_codes', half.userId, code ?? null)))
        wrong('other', 'the one-time code is another one');
      const isDone =
        by?.request === 'users.resetPassword' ? asked : by?.request === 'approvals.decide' ? approved : done;
      return metBy(by, isDone);
    },
  };
}

export function bulkReset(scene: Scene): Work {
  const { desks, known, root, round, wrong } = scene;
  const desk = desks.bulk;
  const first = (round * FEW) % (known.many.length - FEW);
  const userIds = round % 10 === 9 ? known.many : known.many.slice(first, first + FEW);
  let admin: Person;
  let bulkId: string | undefined;
  let actId = '';
  let isStarted = false;
  let codes: readonly { readonly userId: number; readonly code: string }[] | undefined;
  const request = (code: string): InputOf<'bulkResets.start'> => ({
    bulkId: bulkId ?? '',
    reason: 'lost_phone',
    note: `round ${round}`,
    identityCheck: 'in_person',
    vouchedBy: '',
    code,
  });
  /** Who was reset by this act, and how often. */
  const resets = (): ReadonlyMap<number, number> =>
    look(
      root,
      ({ all }) =>
        new Map(
          all(
            `SELECT target_id AS id, count(*) AS n FROM activity WHERE action = 'two_factor.reset'
             AND json_extract(detail, '$.bulkId') = :bulkId GROUP BY target_id`,
            { bulkId: bulkId ?? '' },
          ).map((row) => [Number(row['id']), Number(row['n'])]),
        ),
    );
  async function prepareBulk(): Promise<void> {
    ({ bulkId } = await desk.ask('bulkResets.prepare', { selection: { kind: 'users', userIds } }));
  }
  async function begin(): Promise<number> {
    const code = await freshCode(desk, admin);
    const asked = desk.ask('bulkResets.start', request(code));
    actId = desk.lastActId;
    return (await asked).counts.reset;
  }
  async function listCodes(): Promise<{ readonly userId: number; readonly code: string }[]> {
    const all: { readonly userId: number; readonly code: string }[] = [];
    for (;;) {
      const code = await freshCode(desk, admin);
      const { issued } = await desk.ask('bulk.listCodes', { bulkId: bulkId ?? '', offset: all.length, code });
      all.push(...issued);
      if (issued.length < 100) return all;
    }
  }
  async function anew(): Promise<void> {
    await prepareBulk();
    await begin();
    codes = await listCodes();
  }
  return {
    async prepare() {
      admin = await takeDesk(desk, known.admins);
    },
    async run() {
      await prepareBulk();
      await begin();
      isStarted = true;
      codes = await listCodes();
    },
    async finish(by) {
      const met = resets();
      const isDone = met.size > 0;
      if (isStarted && met.size !== userIds.length)
        wrong('acknowledged lost', `${userIds.length - met.size} of a bulk reset`);
      await enter(desk, admin);
      if (by !== undefined && !isDone) await anew();
      if (by !== undefined && isDone) {
        await askAsAnother(scene, 'bulkResets.start', request, actId);
        // A part may have been done, so the answer may be that it was done before. The codes of that part are there.
        if (!isStarted) await begin().catch(codeless);
        codes = await listCodes().catch(codeless);
      }
      const after = resets();
      const shown = codes ?? [];
      const current = look(root, (reading) =>
        shown.filter(({ userId, code }) => macFits(reading, 'setup_codes', userId, code)),
      );
      if (current.length !== after.size) wrong('code lost', `${after.size - current.length} of a bulk reset`);
      for (const [id, times] of after) if (times !== 1) wrong('doubled', `${times} resets of ${id}`);
      await desk.ask('bulk.discardCodes', { bulkId: bulkId ?? '' }).catch(codeless);
      await desk.ask('window.setSecretShown', { isShown: false });
      return metBy(by, isDone);
    },
  };
}
