// Settings, the recovery kit and activity: what concerns the firm as a whole.
import type { RequestName, Settings } from '../../preload/contract/index.ts';
import { mayDo } from '../domain/role-policy.ts';
import { listActivity } from '../services/firm/list-activity.ts';
import { getKitState, keepKit, replaceKit, stopUse } from '../services/firm/recovery-kit.ts';
import { getSettings, saveSettings } from '../services/firm/settings.ts';
import { listAlerts, markAlertsSeen } from '../storage/tables/alerts.ts';
import type { FirmSettings } from '../storage/tables/firm.ts';
import { type HandlersOf, signedIn } from './handler.ts';

const ALERTS_AT_ONCE = 50;

// The page shows both and saves both at once.
const whoEditsSettings = signedIn((role) => mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy'));

const toSettings = ({ name, phone, ...policy }: FirmSettings): Settings => ({
  ...policy,
  firmName: name,
  firmPhone: phone,
  workDays: [...policy.workDays],
});
const fromSettings = ({ firmName, firmPhone, ...policy }: Settings): FirmSettings => ({
  name: firmName,
  phone: firmPhone,
  ...policy,
});

export const firmHandlers: HandlersOf<
  Extract<RequestName, `${'settings' | 'recoveryKit' | 'activity' | 'alerts'}.${string}`>
> = {
  'settings.get': {
    access: whoEditsSettings,
    run(call) {
      const { settings, ...shown } = getSettings(call.context, call.actor);
      return { ...shown, settings: toSettings(settings) };
    },
  },
  'settings.save': {
    access: whoEditsSettings,
    recordsAs: 'settings.changed',
    changesDirectory: true,
    changesState: true,
    run: (call, input) =>
      saveSettings(call.context, call.actor, {
        version: input.version,
        settings: fromSettings(input.settings),
        code: input.code,
      }),
  },
  'alerts.list': {
    access: signedIn((role) => mayDo(role, 'view_activity')),
    run(call, input) {
      const alerts = listAlerts(call.context.storage.read, input.before ?? Number.MAX_SAFE_INTEGER, ALERTS_AT_ONCE);
      return {
        alerts: alerts.map((alert) => ({ ...alert, seenBy: [...alert.seenBy] })),
        next: alerts.length < ALERTS_AT_ONCE ? null : (alerts.at(-1)?.id ?? null),
      };
    },
  },
  'alerts.markSeen': {
    access: signedIn((role) => mayDo(role, 'view_activity')),
    run(call, input) {
      const { context, actor } = call;
      context.storage.transaction((tx) => markAlertsSeen(tx, actor.user.id, input.alertIds, context.clock.now()));
      return call.state();
    },
  },
  'recoveryKit.get': { access: whoEditsSettings, run: (call) => getKitState(call.context, call.actor) },
  'recoveryKit.replace': {
    access: whoEditsSettings,
    recordsAs: 'recovery_kit.replaced',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => replaceKit(call.context, call.actor, input.code),
  },
  'recoveryKit.keep': {
    access: whoEditsSettings,
    recordsAs: 'recovery_kit.kept',
    changesDirectory: true,
    run(call, input) {
      keepKit(call.context, call.actor, input.madeAt);
      return {};
    },
  },
  'recoveryKit.stopUse': {
    access: whoEditsSettings,
    recordsAs: 'recovery_kit.stopped',
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      stopUse(call.context, call.actor, input);
      return {};
    },
  },
  'activity.list': {
    access: signedIn((role) => mayDo(role, 'view_activity')),
    run: (call, input) => listActivity(call.context, input),
  },
};
