// Signing in, setting up, and what every window may ask of the desktop.
import type { CheckedInputOf, RequestName } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { SIGNED_OUT, type VisitAt } from '../services/act/visit.ts';
import { createFirm } from '../services/firm/create-firm.ts';
import { listSamplePeople } from '../services/firm/sample-firm.ts';
import { beginActivation, choosePassword, enterOneTimeCode } from '../services/sign-in/enter-one-time-code.ts';
import { endPresence, lock, unlock } from '../services/sign-in/lock.ts';
import { confirmSetup, enterSetupCode, finishRecoveryKit, finishSetup } from '../services/sign-in/set-up-two-factor.ts';
import {
  acknowledge,
  signIn,
  signOut,
  verifyCode,
  verifyRecoveryCode,
  verifyTemporaryCode,
} from '../services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit } from '../services/sign-in/use-recovery-kit.ts';
import { freezeAccount } from '../services/users/freeze-account.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { anyone, at, type HandlersOf, step } from './handler.ts';

type Area = 'application' | 'firm' | 'sample' | 'session' | 'setUp' | 'clipboard' | 'document' | 'window';

export const sessionHandlers: HandlersOf<Extract<RequestName, `${Area}.${string}`>> = {
  'application.getState': { access: anyone, run: (call) => call.state() },

  'firm.create': step('signed_out', (call, _visit, input: CheckedInputOf<'firm.create'>) =>
    createFirm(call.context, input),
  ),

  'sample.open': {
    access: at('signed_out'),
    async run(call) {
      // A firm is there: its sample would be one click away from being mistaken for it.
      if (getFirm(call.context.storage.read) !== undefined) return refuse({ code: 'not_now' });
      await call.desktop.openSample();
      return call.state();
    },
  },
  'sample.leave': {
    access: { kind: 'sample' },
    async run(call) {
      await call.desktop.leaveSample();
      return call.state();
    },
  },
  'sample.listPeople': {
    access: { kind: 'sample' },
    run: (call, input) => listSamplePeople(call.context, call.visit, input.search),
  },

  'session.signIn': step('signed_out', (call, _visit, input: CheckedInputOf<'session.signIn'>) =>
    signIn(call.context, input),
  ),
  'session.verifyCode': step('code', (call, visit, input: CheckedInputOf<'session.verifyCode'>) =>
    verifyCode(call.context, visit, input.code),
  ),
  'session.useRecoveryCode': step('code', (call, visit, input: CheckedInputOf<'session.useRecoveryCode'>) =>
    verifyRecoveryCode(call.context, visit, input.recoveryCode),
  ),
  'session.useTemporaryCode': step('code', (call, visit, input: CheckedInputOf<'session.useTemporaryCode'>) =>
    verifyTemporaryCode(call.context, visit, input.temporaryCode),
  ),
  'session.enterOneTimeCode': step('signed_out', (call, _visit, input: CheckedInputOf<'session.enterOneTimeCode'>) =>
    enterOneTimeCode(call.context, input),
  ),
  'session.activate': step('activation', (call, visit, input: CheckedInputOf<'session.activate'>) =>
    beginActivation(call.context, visit, input),
  ),
  'session.choosePassword': step('new_password', (call, visit, input: CheckedInputOf<'session.choosePassword'>) =>
    choosePassword(call.context, visit, input.password),
  ),
  'session.useRecoveryKit': {
    ...step('signed_out', (call, _visit, input: CheckedInputOf<'session.useRecoveryKit'>) =>
      useRecoveryKit(call.context, input),
    ),
    // Every Partner Admin is told that it waits.
    changesState: true,
  },
  'session.chooseKitPassword': step('kit_password', (call, visit, input: CheckedInputOf<'session.chooseKitPassword'>) =>
    chooseKitPassword(call.context, visit, input.password),
  ),
  'session.cancel': {
    access: at(
      'signed_out',
      'notice',
      'activation',
      'new_password',
      'code',
      'kit_waits',
      'kit_password',
      'setup_code',
      'authenticator',
      'recovery_codes',
      'recovery_kit',
    ),
    run(call) {
      call.moveTo(SIGNED_OUT);
      return call.state();
    },
  },
  'session.acknowledge': step('notice', (call, visit) => acknowledge(call.context, visit)),
  'session.repudiate': {
    access: at('new_password', 'setup_code', 'authenticator', 'notice'),
    changesDirectory: true,
    changesState: true,
    run(call) {
      const visit = call.visit as VisitAt<'new_password' | 'setup_code' | 'authenticator' | 'notice'>;
      call.moveTo(freezeAccount(call.context, visit.userId, visit.userVersion));
      return call.state();
    },
  },
  'session.lock': {
    access: at('signed_in'),
    run(call) {
      const locked = lock(call.visit as VisitAt<'signed_in'>, 'person');
      call.moveTo(locked);
      // Also where the answer will be that nothing could be written.
      call.tell('state.changed', call.state());
      endPresence(call.context, locked);
      return call.state();
    },
  },
  'session.unlock': {
    access: at('locked'),
    // What happened meanwhile was not told to this window.
    changesDirectory: true,
    async run(call, input) {
      const visit = await unlock(call.context, call.visit as VisitAt<'locked'>, input.password);
      // The second of two clicks: the window is open already.
      if (!call.isStillHere()) return refuse({ code: 'not_now' });
      call.moveTo(visit);
      return call.state();
    },
  },
  'session.touch': {
    access: at('signed_in'),
    run(call) {
      call.touch();
      return {};
    },
  },
  'session.signOut': {
    access: at('signed_in', 'locked'),
    run(call) {
      const { visit } = call;
      const signedIn = visit.stage === 'locked' ? visit.signedIn : (visit as VisitAt<'signed_in'>);
      call.moveTo(signOut(call.context, signedIn.sessionId));
      return call.state();
    },
  },

  'setUp.enterSetupCode': step('setup_code', (call, visit, input: CheckedInputOf<'setUp.enterSetupCode'>) =>
    enterSetupCode(call.context, visit, input.setupCode),
  ),
  'setUp.confirm': {
    ...step('authenticator', (call, visit, input: CheckedInputOf<'setUp.confirm'>) =>
      confirmSetup(call.context, visit, input.code, () => call.isStillHere()),
    ),
    changesDirectory: true,
    // A use of the recovery kit does not wait any more.
    changesState: true,
  },
  'setUp.finish': step('recovery_codes', (call, visit) => finishSetup(call.context, visit)),
  'setUp.keepRecoveryKit': step('recovery_kit', (call, visit) => finishRecoveryKit(call.context, visit)),

  'clipboard.copy': {
    access: anyone,
    async run(call, input) {
      await call.desktop.copy(input.text, input.isSecret);
      return {};
    },
  },

  'document.save': {
    access: at('recovery_codes', 'recovery_kit', 'signed_in'),
    run: async (call, input) => ({
      isSaved: await call.desktop.saveText(call.windowId, `${input.suggestedName}.txt`, input.text),
    }),
  },
  'document.print': {
    access: at('recovery_codes', 'recovery_kit', 'signed_in'),
    run: async (call) => ({ isPrinted: await call.desktop.print(call.windowId) }),
  },
  'document.mail': {
    access: at('signed_in'),
    async run(call, input) {
      await call.desktop.mail(input);
      return {};
    },
  },
  'window.setSecretShown': {
    access: anyone,
    run(call, input) {
      call.desktop.protectWindow(call.windowId, input.isShown);
      return {};
    },
  },
};
