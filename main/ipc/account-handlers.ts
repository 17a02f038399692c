// My account: what all signed-in people may do to their own account.
import type { accountRequests } from '../../preload/contract/account.ts';
import { isPartnerRole } from '../domain/user.ts';
import {
  beginChange,
  confirmChange,
  keepRecoveryCodes,
  regenerateRecoveryCodes,
  settleVisit,
} from '../services/account/change-authenticator.ts';
import { changePassword } from '../services/account/change-password.ts';
import { editOwnNames, endOtherSessions, getAccount } from '../services/account/own-account.ts';
import { changeOwnEmail, changesOwnEmail } from '../services/account/own-email.ts';
import { savePreferences } from '../services/account/preferences.ts';
import { waitForNextCode } from '../services/act/accept-authenticator-code.ts';
import { saltOfRecoveryCodes } from '../services/act/make-recovery-codes.ts';
import { isPresent } from '../services/act/presence.ts';
import { listOwnActivity } from '../services/firm/list-activity.ts';
import { changeOwnNumber, changesOwnNumber } from '../services/users/change-number.ts';
import { freezeAccount } from '../services/users/freeze-account.ts';
import { type HandlersOf, signedIn } from './handler.ts';
import { toNotice, toPerson, toSession } from './shown-person.ts';

const everybody = () => true;

export const accountHandlers: HandlersOf<keyof typeof accountRequests> = {
  'account.get': signedIn(everybody, {
    run(call) {
      const { user, numberProposal, methods, sessions, lastNotice } = getAccount(call.context, call.actor);
      return {
        user: toPerson(user),
        phone: user.phone,
        numberProposal:
          numberProposal === undefined ? null : { number: numberProposal.number, at: numberProposal.proposedAt },
        mayChangeEmail: changesOwnEmail(call.actor),
        mayChangeNumber: changesOwnNumber(call.context.storage.read, call.actor),
        version: user.version,
        methods,
        sessions: sessions.map((session) => toSession(session, session.isThisWindow)),
        lastNotice: lastNotice === undefined ? null : toNotice(lastNotice),
      };
    },
  }),
  'account.getPresence': signedIn(everybody, {
    run: (call) => ({
      needsCode: !isPresent(call.context, call.actor.session.presenceAt),
      waitMs: waitForNextCode(call.context, call.context.storage.read, call.actor.user.id),
    }),
  }),
  'account.repudiate': signedIn(everybody, {
    changesDirectory: true,
    changesState: true,
    run(call) {
      call.moveTo(freezeAccount(call.context, call.actor.user.id, undefined));
      return call.state();
    },
  }),
  'account.listActivity': signedIn(everybody, {
    run: (call, input) => listOwnActivity(call.context, call.actor, input.before),
  }),
  'account.edit': signedIn(everybody, {
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      editOwnNames(call.context, call.actor, input);
      return call.state();
    },
  }),
  'account.changeEmail': signedIn(isPartnerRole, {
    recordsAs: 'user.edited',
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      changeOwnEmail(call.context, call.actor, input);
      return call.state();
    },
  }),
  'account.changeNumber': signedIn(everybody, {
    recordsAs: 'user.number_proposed',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({ isOnFile: changeOwnNumber(call.context, call.actor, input) }),
  }),
  'account.changePassword': signedIn(everybody, {
    changesDirectory: true,
    run: async (call, input) => ({ sessionsEnded: await changePassword(call.context, call.actor, input) }),
  }),
  'account.endOtherSessions': signedIn(everybody, {
    changesDirectory: true,
    run: (call) => ({ sessionsEnded: endOtherSessions(call.context, call.actor) }),
  }),
  'account.beginAuthenticator': signedIn(everybody, {
    run(call, input) {
      const { pending, shown } = beginChange(call.context, call.actor, input.code);
      call.moveTo({ ...call.visit, pending });
      return shown;
    },
  }),
  'account.confirmAuthenticator': signedIn(everybody, {
    changesDirectory: true,
    changesState: true,
    again: (call) => call.moveTo(settleVisit(call.visit, saltOfRecoveryCodes(call.context, call.actor.user.id))),
    async run(call, input) {
      const { made, sessionsEnded } = await confirmChange(call.context, call.actor, call.visit, input.code, () =>
        call.isStillHere(),
      );
      // It is done by now. Wherever the window stands, only this answer carries the codes.
      if (call.isStillHere()) call.moveTo(settleVisit(call.visit, made.salt));
      return { codes: made.codes, sessionsEnded };
    },
  }),
  'account.cancelAuthenticator': signedIn(everybody, {
    run(call) {
      call.moveTo(settleVisit(call.visit));
      return {};
    },
  }),
  'account.regenerateRecoveryCodes': signedIn(everybody, {
    changesState: true,
    again: (call) => call.moveTo({ ...call.visit, codesSalt: saltOfRecoveryCodes(call.context, call.actor.user.id) }),
    async run(call, input) {
      const made = await regenerateRecoveryCodes(call.context, call.actor, input.code);
      if (call.isStillHere()) call.moveTo({ ...call.visit, codesSalt: made.salt });
      return { codes: made.codes };
    },
  }),
  'account.keepRecoveryCodes': signedIn(everybody, {
    run(call) {
      keepRecoveryCodes(call.context, call.actor, call.visit);
      return {};
    },
  }),
  'account.savePreferences': signedIn(everybody, {
    run(call, input) {
      savePreferences(call.context, call.actor, input.preferences);
      return {};
    },
  }),
};
