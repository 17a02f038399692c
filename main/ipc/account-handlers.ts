// My account: what everybody may do to their own account.
import type { RequestName } from '../../preload/contract/index.ts';
import {
  beginChange,
  confirmChange,
  keepRecoveryCodes,
  regenerateRecoveryCodes,
  settleVisit,
} from '../services/account/change-authenticator.ts';
import { changePassword } from '../services/account/change-password.ts';
import { editOwnNames, endOtherSessions, getAccount } from '../services/account/own-account.ts';
import { savePreferences } from '../services/account/preferences.ts';
import { isPresent } from '../services/act/presence.ts';
import type { VisitAt } from '../services/act/visit.ts';
import { listOwnActivity } from '../services/firm/list-activity.ts';
import { freezeAccount } from '../services/users/freeze-account.ts';
import { type Call, type HandlersOf, signedIn } from './handler.ts';
import { toPerson, toShownNotice } from './screen.ts';

const everybody = signedIn(() => true);
const visitOf = (call: Call): VisitAt<'signed_in'> => call.visit as VisitAt<'signed_in'>;

export const accountHandlers: HandlersOf<Extract<RequestName, `account.${string}`>> = {
  'account.get': {
    access: everybody,
    run(call) {
      const { user, methods, sessions, lastNotice } = getAccount(call.context, call.actor);
      return {
        user: toPerson(user),
        phone: user.phone,
        version: user.version,
        methods,
        sessions: sessions.map(({ startedAt, endedAt, endedBecause, isThisWindow }) => ({
          startedAt,
          endedAt,
          endedBecause,
          isThisWindow,
        })),
        lastNotice: lastNotice === undefined ? null : toShownNotice(lastNotice),
      };
    },
  },
  'account.getPresence': {
    access: everybody,
    run: (call) => ({ needsCode: !isPresent(call.context, call.actor.session.presenceAt) }),
  },
  'account.repudiate': {
    access: everybody,
    changesDirectory: true,
    changesState: true,
    run(call) {
      call.moveTo(freezeAccount(call.context, call.actor.user.id, undefined));
      return call.state();
    },
  },
  'account.listActivity': {
    access: everybody,
    run: (call, input) => listOwnActivity(call.context, call.actor, input.before),
  },
  'account.edit': {
    access: everybody,
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      editOwnNames(call.context, call.actor, input);
      return call.state();
    },
  },
  'account.changePassword': {
    access: everybody,
    changesDirectory: true,
    run: async (call, input) => ({ sessionsEnded: await changePassword(call.context, call.actor, input) }),
  },
  'account.endOtherSessions': {
    access: everybody,
    changesDirectory: true,
    run: (call) => ({ sessionsEnded: endOtherSessions(call.context, call.actor) }),
  },
  'account.beginAuthenticator': {
    access: everybody,
    run(call, input) {
      const { pending, shown } = beginChange(call.context, call.actor, input.code);
      call.moveTo({ ...visitOf(call), pending });
      return shown;
    },
  },
  'account.confirmAuthenticator': {
    access: everybody,
    changesDirectory: true,
    changesState: true,
    async run(call, input) {
      const visit = visitOf(call);
      const { made, sessionsEnded } = await confirmChange(call.context, call.actor, visit, input.code, () =>
        call.isStillHere(),
      );
      // Committed by now: wherever the window has gone, the answer is the only one that carries these codes.
      if (call.isStillHere()) call.moveTo(settleVisit(visit, made.salt));
      return { codes: [...made.codes], sessionsEnded };
    },
  },
  'account.cancelAuthenticator': {
    access: everybody,
    run(call) {
      call.moveTo(settleVisit(visitOf(call)));
      return {};
    },
  },
  'account.regenerateRecoveryCodes': {
    access: everybody,
    changesState: true,
    async run(call, input) {
      const visit = visitOf(call);
      const made = await regenerateRecoveryCodes(call.context, call.actor, input.code);
      if (call.isStillHere()) call.moveTo({ ...visit, codesSalt: made.salt });
      return { codes: [...made.codes] };
    },
  },
  'account.keepRecoveryCodes': {
    access: everybody,
    run(call) {
      keepRecoveryCodes(call.context, call.actor, visitOf(call));
      return {};
    },
  },
  'account.savePreferences': {
    access: everybody,
    run(call, input) {
      savePreferences(call.context, call.actor, input.preferences);
      return {};
    },
  },
};
