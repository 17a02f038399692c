// Signing in, setting up, locking and leaving.
import type { signInRequests } from '../../preload/contract/sign-in.ts';
import { refuse } from '../domain/refusal.ts';
import { SIGNED_OUT } from '../services/act/visit.ts';
import { reopenMoved } from '../services/backup/reopen-moved.ts';
import { beginActivation, choosePassword, enterOneTimeCode } from '../services/sign-in/enter-one-time-code.ts';
import { endPresence, lock, unlock } from '../services/sign-in/lock.ts';
import { confirmSetup, enterSetupCode, finishRecoveryKit, finishSetup } from '../services/sign-in/set-up-two-factor.ts';
import {
  acknowledge,
  signIn,
  verifyCode,
  verifyRecoveryCode,
  verifyTemporaryCode,
} from '../services/sign-in/sign-in.ts';
import { chooseKitPassword, useRecoveryKit } from '../services/sign-in/use-recovery-kit.ts';
import { freezeAccount } from '../services/users/freeze-account.ts';
import { at, type HandlersOf, step, whileHere } from './handler.ts';

export const signInHandlers: HandlersOf<keyof typeof signInRequests> = {
  'session.signIn': step('signed_out', (call, input) => signIn(call.context, input)),
  'session.verifyCode': step('code', (call, input) => verifyCode(call.context, call.visit, input.code)),
  'session.useTemporaryCode': step('code', (call, input) =>
    verifyTemporaryCode(call.context, call.visit, input.temporaryCode),
  ),
  'session.useRecoveryCode': step('code', (call, input) =>
    verifyRecoveryCode(call.context, call.visit, input.recoveryCode),
  ),
  'session.enterOneTimeCode': step('signed_out', (call, input) => enterOneTimeCode(call.context, input)),
  'session.activate': step('activation', (call, input) => beginActivation(call.context, call.visit, input)),
  'session.choosePassword': step('new_password', (call, input) =>
    choosePassword(call.context, call.visit, input.password),
  ),
  // Every Partner Admin is told when a use of the kit has to wait.
  'session.useRecoveryKit': step('signed_out', (call, input) => useRecoveryKit(call.context, input), {
    changesState: true,
  }),
  'session.chooseKitPassword': step('kit_password', (call, input) =>
    chooseKitPassword(call.context, call.visit, input.password),
  ),
  'firm.useAgain': at(['signed_out'], {
    changesState: true,
    async run(call, proof) {
      // It takes somebody at the computer with the data, as the move did.
      if (!call.desktop.isHere) return refuse({ code: 'only_at_server' });
      await reopenMoved(whileHere(call), proof);
      return call.state();
    },
  }),
  'session.cancel': at(
    [
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
    ],
    {
      run(call) {
        // A visit of its own: what a request at the sign-in page still computes belongs to the earlier one.
        call.moveTo({ ...SIGNED_OUT });
        return call.state();
      },
    },
  ),
  'session.acknowledge': step('notice', (call) => acknowledge(call.context, call.visit)),
  'session.repudiate': at(['new_password', 'setup_code', 'authenticator', 'notice'], {
    changesDirectory: true,
    changesState: true,
    run(call) {
      call.moveTo(freezeAccount(call.context, call.visit.userId, call.visit.userVersion));
      return call.state();
    },
  }),
  'session.lock': at(['signed_in'], {
    run(call) {
      const locked = lock(call.visit, 'person');
      // First: a full disk must not keep the window open.
      call.moveTo(locked);
      try {
        endPresence(call.context, locked);
      } catch {
        // Unlocking ends presence before it opens the window.
      }
      return call.state();
    },
  }),
  'session.unlock': at(['locked'], {
    async run(call, input) {
      // The second of two clicks finds the window open, and one after Sign out finds it signed out.
      call.moveTo(await unlock(whileHere(call), call.visit, input.password));
      // A locked window is told of no change to the directory.
      call.tell('directory.changed', {});
      return call.state();
    },
  }),
  'session.touch': at(['signed_in'], {
    run(call) {
      call.touch();
      return {};
    },
  }),
  'session.signOut': at(['signed_in', 'locked'], {
    run(call) {
      call.signOut(call.visit);
      return call.state();
    },
  }),
  'setUp.enterSetupCode': step('setup_code', (call, input) =>
    enterSetupCode(call.context, call.visit, input.setupCode),
  ),
  'setUp.confirm': step(
    'authenticator',
    (call, input) => confirmSetup(call.context, call.visit, input.code, () => call.isStillHere()),
    // A use of the recovery kit that waited is over.
    { changesDirectory: true, changesState: true },
  ),
  'setUp.finish': step('recovery_codes', (call) => finishSetup(call.context, call.visit)),
  'setUp.keepRecoveryKit': step('recovery_kit', (call) => finishRecoveryKit(call.context, call.visit)),
};
