// A Partner Admin takes a desktop's admission away: it was lost, stolen or given to somebody else. The line to it is cut at
// once, and its key opens nothing any longer. No code is asked for: it takes something away.
import { refuse } from '../../domain/refusal.ts';
import { getDesktop, markRevoked } from '../../storage/tables/desktops.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import type { FirmServer } from './firm-server.ts';

/** A second click changes and records nothing. @throws Refusal not_found. */
export function revokeDesktop(context: Context, actor: Actor, server: FirmServer, desktopId: number): void {
  const { storage } = context;
  storage.transaction((tx) => {
    const desktop = getDesktop(tx, desktopId) ?? refuse({ code: 'not_found' });
    if (!markRevoked(tx, desktopId, context.clock.now())) return;
    recordActivity(context, tx, {
      action: 'desktop.revoked',
      outcome: 'done',
      actor: actor.user,
      detail: { desktopName: desktop.name },
    });
  });
  storage.settle();
  server.cut(desktopId);
}
