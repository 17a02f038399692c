// Backups, and the firm from a backup. A Partner Admin makes and restores them; on the first run, where there is no firm,
// everybody at the computer may restore one.
import type { backupsRequests } from '../../preload/contract/backups.ts';
import type { CheckedInputOf, OutputOf, RequestName } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { isPresent, provePresence } from '../services/act/presence.ts';
import { backUp, getBackupState } from '../services/backup/back-up.ts';
import { oneAtATime } from '../services/backup/make-backup.ts';
import { moveAway } from '../services/backup/move-away.ts';
import { chooseBackup, leaveBackup, openChosen, restoreChosen } from '../services/backup/open-chosen.ts';
import { planBackups, stopBackups } from '../services/backup/plan-backups.ts';
import { kitNeedOf, proveKit } from '../services/backup/prove-kit.ts';
import type { Phase } from '../storage/backup/phase.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { type Answer, at, type Call, type Handler, type HandlersOf, signedIn } from './handler.ts';

const mayBackUp = (role: Role): boolean => mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy');

const hasNoFirm = (call: Call): boolean =>
  call.visit.stage === 'signed_out' && !call.context.isSample && getFirm(call.context.storage.read) === undefined;

type Run<N extends RequestName> = (
  call: Call,
  input: CheckedInputOf<N>,
) => Answer<OutputOf<N>> | Promise<Answer<OutputOf<N>>>;

/** For a Partner Admin, and for everybody on the first run. */
const restoring = <N extends RequestName>(run: Run<N>): Handler<N> => ({
  admit: (call) => (hasNoFirm(call) ? (input) => run(call, input) : signedIn<N>(mayBackUp, { run }).admit(call)),
});

/** The window may have locked while the system's dialog was open. */
const whileThere =
  (call: Call, choose: (suggestedName: string) => Promise<string | undefined>) =>
  async (suggestedName: string): Promise<string | undefined> => {
    const place = await choose(suggestedName);
    return call.isStillHere() ? place : refuse({ code: 'not_now' });
  };

/** Where the policy file names the folder, nobody is asked. */
const chooseFolder = async ({ desktop, context, windowId }: Call): Promise<string | undefined> =>
  (desktop.isHere ? context.managed.settings.backupFolder : undefined) ?? (await desktop.chooseBackupFolder(windowId));

const tellPhase =
  (call: Call) =>
  (phase: Phase, done: number, total: number): void =>
    call.tell('backup.progress', { phase, done, total: Math.max(done, total) });

export const backupsHandlers: HandlersOf<keyof typeof backupsRequests> = {
  'backups.get': signedIn(mayBackUp, { run: (call) => getBackupState(call.context, call.actor) }),
  'backups.make': signedIn(mayBackUp, {
    recordsAs: 'backup.begun',
    changesDirectory: true,
    async run(call, order) {
      const choose = whileThere(call, (name) => call.desktop.chooseBackupPlace(call.windowId, name));
      const file = await backUp(call.context, call.actor, order, choose, tellPhase(call));
      return { ...getBackupState(call.context, call.actor), isMade: file !== undefined };
    },
  }),
  'backups.plan': signedIn(mayBackUp, {
    recordsAs: 'backup.planned',
    changesDirectory: true,
    async run(call, order) {
      const choose = whileThere(call, () => chooseFolder(call));
      const isMade = await planBackups(call.context, call.actor, order, choose, tellPhase(call));
      return { ...getBackupState(call.context, call.actor), isMade };
    },
  }),
  'backups.move': signedIn(mayBackUp, {
    changesState: true,
    async run(call, order) {
      const choose = whileThere(call, (name) => call.desktop.chooseBackupPlace(call.windowId, name));
      const isMade = await moveAway(call.context, call.actor, order, choose, tellPhase(call));
      // The desktops belong to the other computer from now on.
      if (isMade) call.desktop.server.stop();
      return { ...getBackupState(call.context, call.actor), isMade };
    },
  }),
  'backups.stopPlan': signedIn(mayBackUp, {
    recordsAs: 'backup.plan_ended',
    changesDirectory: true,
    run(call) {
      stopBackups(call.context, call.actor);
      return {};
    },
  }),
  'backups.choose': restoring(async (call) => {
    const file = await call.desktop.chooseBackup(call.windowId);
    return { fileName: file === undefined ? null : chooseBackup(call.context, call.windowId, file) };
  }),
  'backups.open': restoring(async (call, { passphrase }) => {
    const facts = await openChosen(call.context, call.windowId, passphrase, tellPhase(call));
    const { context, actor } = call;
    if (actor === undefined) return { ...facts, needsCode: false, kit: 'none' };
    return {
      ...facts,
      needsCode: !isPresent(context, actor.session.presenceAt),
      kit: kitNeedOf(context, context.storage.read, actor),
    };
  }),
  'backups.leave': restoring((call) => {
    leaveBackup(call.context, call.windowId);
    return {};
  }),
  'backups.restore': signedIn(mayBackUp, {
    recordsAs: 'firm.restored',
    async run(call, { code, kit }) {
      const { context, actor, windowId } = call;
      // A backup that is being made would go on in the folder of the restored firm.
      await oneAtATime(context, async () => {
        provePresence(context, actor, code);
        const kitMadeBy = proveKit(context, actor, kit);
        context.storage.settle();
        await restoreChosen(context, windowId, (restorable, requireSame) =>
          call.desktop.restoreFirm({ ...restorable, kitMadeBy }, actor.user, requireSame),
        );
      });
      return call.state();
    },
  }),
  'firm.restore': at(['signed_out'], {
    async run(call) {
      if (!hasNoFirm(call)) return refuse({ code: 'not_now' });
      await restoreChosen(call.context, call.windowId, (restorable, requireSame) =>
        call.desktop.restoreFirm(restorable, undefined, requireSame),
      );
      return call.state();
    },
  }),
};
