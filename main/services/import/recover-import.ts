// An import whose window has lost it: its activation codes are derived again from the act. Only those that still work are
// given, and those are the ones that the act has made.
import { refuse } from '../../domain/refusal.ts';
import { listActivationCodes } from '../../storage/tables/one-time-codes.ts';
import { listUsersById } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { drawCodes, macOfCode, toIssuedCode } from '../act/issued-code.ts';
import type { TableImport } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { createRowPacker } from './packed-rows.ts';

/** A clock that goes a little back puts no code before the session. */
const EARLIER_MS = 3_600_000;

export function recoverImport(context: Context, actor: Actor, id: string): TableImport {
  const { read } = context.storage;
  const now = context.clock.now();
  const latest = latestTime(context, read);
  const waiting = context.act === undefined ? [] : listActivationCodes(read, actor.session.startedAt - EARLIER_MS);
  const users = listUsersById(
    read,
    waiting.map(({ userId }) => userId),
  );
  const drawn = drawCodes(
    context,
    waiting.map(({ userId }) => ({ kind: 'one_time_code', userId })),
  );
  return {
    kind: 'import',
    // An import of clients has no codes.
    of: 'people',
    id,
    preparedAt: now,
    table: { fileName: '', rows: createRowPacker() },
    headRow: 0,
    plan: {
      plannedAt: now,
      rows: { length: 0, startReading: () => () => refuse({ code: 'not_now' }) },
      states: [],
      namesCount: [],
      unknownClients: [],
      clientsToMake: [],
      carryOut: () => refuse({ code: 'not_now' }),
    },
    status: 'finished',
    isCancelled: false,
    codes: waiting.flatMap(({ userId, mac, expiresAt }, i) => {
      const [user, code = ''] = [users.get(userId), drawn[i]];
      const isCurrent =
        user !== undefined && expiresAt > latest && isSameBytes(mac, macOfCode(context, 'one_time_code', userId, code));
      return isCurrent ? [toIssuedCode(user, code, expiresAt)] : [];
    }),
  };
}
