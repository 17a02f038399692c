// A bulk reset whose window has lost it: the records of its act say whom it has reset, and their setup codes are derived
// again. Only those that still work are given.
import type { UserId } from '../../domain/user.ts';
import { listResetsOfAct } from '../../storage/tables/activity.ts';
import { getSetupCode } from '../../storage/tables/setup-codes.ts';
import { listUsersById } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { drawCodes, macOfCode, toIssuedCode } from '../act/issued-code.ts';
import type { BulkReset } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';

/** A clock that goes a little back puts no record before the session. */
const EARLIER_MS = 3_600_000;

export function recoverBulkReset(context: Context, actor: Actor, id: string): BulkReset {
  const { read } = context.storage;
  const since = actor.session.startedAt - EARLIER_MS;
  const ids =
    context.act === undefined
      ? []
      : listResetsOfAct(read, actor.user.id, context.act.mark, since).map((it) => it as UserId);
  const users = [...listUsersById(read, ids).values()];
  const codes = drawCodes(
    context,
    users.map(({ id: userId }) => ({ kind: 'setup_code', userId })),
  );
  const now = latestTime(context, read);
  return {
    kind: 'reset',
    id,
    preparedAt: context.clock.now(),
    isCut: false,
    rows: users.map((user) => ({ user, state: { kind: 'reset' } })),
    status: 'finished',
    isCancelled: false,
    codes: users.flatMap((target, i) => {
      const [setupCode = '', stored] = [codes[i], getSetupCode(read, target.id)];
      const isCurrent =
        stored !== undefined &&
        stored.expiresAt > now &&
        isSameBytes(stored.mac, macOfCode(context, 'setup_code', target.id, setupCode));
      return isCurrent ? [toIssuedCode(target, setupCode, stored.expiresAt)] : [];
    }),
  };
}
