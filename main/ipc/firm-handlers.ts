// The firm as a whole: settings, alerts, the recovery kit and the activity record.
import type { firmRequests } from '../../preload/contract/firm.ts';
import type { Settings } from '../../preload/contract/index.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { firmKeyOf } from '../services/evidence/firm-key.ts';
import { checkKey } from '../services/firm/check-key.ts';
import { countActivity, listActivity } from '../services/firm/list-activity.ts';
import { checkPrinted, currentPrintedNumber } from '../services/firm/printed-number.ts';
import { recordWatchOf } from '../services/firm/record-watch.ts';
import { getKitState, keepKit, replaceKit, stopUse } from '../services/firm/recovery-kit.ts';
import { seeAlerts, vouch } from '../services/firm/see-alerts.ts';
import { getSettings, saveSettings } from '../services/firm/settings.ts';
import { listStartSteps } from '../services/firm/start-steps.ts';
import { listAlerts } from '../storage/tables/alerts.ts';
import type { FirmSettings } from '../storage/tables/firm.ts';
import { at, type HandlersOf, signedIn } from './handler.ts';

const ALERTS_AT_ONCE = 50;
const BREAKS_AT_ONCE = 5;

// The page shows and saves both at once.
const mayEditSettings = (role: Role): boolean => mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy');
const mayViewActivity = (role: Role): boolean => mayDo(role, 'view_activity');

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

export const firmHandlers: HandlersOf<keyof typeof firmRequests> = {
  'firm.getStart': signedIn(mayEditSettings, {
    run: (call) => ({ steps: listStartSteps(call.context.storage.read) }),
  }),
  'settings.get': signedIn(mayEditSettings, {
    run(call) {
      const { settings, ...shown } = getSettings(call.context, call.actor);
      return { ...shown, settings: toSettings(settings) };
    },
  }),
  'settings.save': signedIn(mayEditSettings, {
    recordsAs: 'settings.changed',
    changesDirectory: true,
    changesState: true,
    run: (call, { version, settings, code }) =>
      saveSettings(call.context, call.actor, { version, settings: fromSettings(settings), code }),
  }),
  'alerts.list': signedIn(mayViewActivity, {
    run(call, input) {
      const alerts = listAlerts(call.context.storage.read, input.before ?? Number.MAX_SAFE_INTEGER, ALERTS_AT_ONCE);
      return { alerts, next: alerts.length < ALERTS_AT_ONCE ? null : (alerts.at(-1)?.id ?? null) };
    },
  }),
  'alerts.markSeen': signedIn(mayViewActivity, {
    run(call, input) {
      seeAlerts(call.context, call.actor, input.alertIds);
      return call.state();
    },
  }),
  'alerts.vouch': signedIn(mayViewActivity, {
    recordsAs: 'alert.vouched',
    run(call, input) {
      vouch(call.context, call.actor, input);
      return call.state();
    },
  }),
  'recoveryKit.get': signedIn(mayEditSettings, { run: (call) => getKitState(call.context, call.actor) }),
  'recoveryKit.replace': signedIn(mayEditSettings, {
    recordsAs: 'recovery_kit.replaced',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => replaceKit(call.context, call.actor, input.code),
  }),
  'recoveryKit.keep': signedIn(mayEditSettings, {
    recordsAs: 'recovery_kit.kept',
    changesDirectory: true,
    run(call, input) {
      keepKit(call.context, call.actor, input.madeAt);
      return {};
    },
  }),
  'recoveryKit.stopUse': signedIn(mayEditSettings, {
    recordsAs: 'recovery_kit.stopped',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => stopUse(call.context, call.actor, input),
  }),
  'dataKey.check': signedIn(mayEditSettings, {
    async run(call) {
      const { context, actor, desktop } = call;
      const result = await checkKey(context, actor, desktop.readDataKey);
      const store = desktop.keyProtection === 'os_key_store' ? (desktop.keyStoreName ?? null) : null;
      return { result, store, at: context.clock.now() };
    },
  }),
  'activity.verify': signedIn(mayViewActivity, {
    async run(call) {
      const watch = recordWatchOf(call.context);
      const { breaks, ...verified } = await watch.verify((done, total) =>
        call.tell('activity.verifying', { done, total }),
      );
      return { ...verified, breaks: breaks.slice(0, BREAKS_AT_ONCE), breakCount: breaks.length };
    },
  }),
  'activity.getHead': at(['recovery_codes', 'recovery_kit', 'signed_in'], {
    run: ({ context }) => ({
      printed: currentPrintedNumber(context.storage.read),
      fingerprint: firmKeyOf(context.secretBox).fingerprint,
    }),
  }),
  'activity.checkPrinted': signedIn(mayViewActivity, {
    run: (call, { printed }) =>
      checkPrinted(call.context, printed, (done, total) => call.tell('activity.verifying', { done, total })),
  }),
  'activity.list': signedIn(mayViewActivity, {
    run: (call, input) => listActivity(call.context, call.actor, input),
  }),
  'activity.count': signedIn(mayViewActivity, {
    run: (call, input) => countActivity(call.context, call.actor, input),
  }),
};
