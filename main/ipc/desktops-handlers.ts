// The firm's server, for Partner Admins: other desktops that sign in to this firm.

import type { desktopsRequests } from '../../preload/contract/desktops.ts';
import type { DesktopsState as Answered } from '../../preload/contract/index.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { makePairing } from '../services/desktops/pair-desktop.ts';
import { revokeDesktop } from '../services/desktops/revoke-desktop.ts';
import { getDesktops, serveFirm, stopServing } from '../services/desktops/serve-firm.ts';
import { goOnWithoutStandby } from '../services/desktops/standby.ts';
import { type Answer, type HandlersOf, type SignedInCall, signedIn } from './handler.ts';

const mayManage = (role: Role): boolean => mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy');

const stateOf = ({ context, actor, desktop }: SignedInCall): Answer<Answered> => ({
  ...getDesktops(context, actor, desktop.server),
  isHere: desktop.isHere,
});

/** Starting and stopping it over the line would cut the line. @throws Refusal only_at_server. */
const requireHere = ({ desktop }: SignedInCall): void => {
  if (!desktop.isHere) refuse({ code: 'only_at_server' });
};

export const desktopsHandlers: HandlersOf<keyof typeof desktopsRequests> = {
  'desktops.get': signedIn(mayManage, { run: stateOf }),
  'desktops.serve': signedIn(mayManage, {
    recordsAs: 'server.started',
    changesDirectory: true,
    changesState: true,
    async run(call, order) {
      requireHere(call);
      await serveFirm(call.context, call.actor, call.desktop.server, order);
      return stateOf(call);
    },
  }),
  'desktops.stopServing': signedIn(mayManage, {
    recordsAs: 'server.stopped',
    changesDirectory: true,
    changesState: true,
    run(call) {
      requireHere(call);
      stopServing(call.context, call.actor, call.desktop.server);
      return stateOf(call);
    },
  }),
  'desktops.pair': signedIn(mayManage, {
    recordsAs: 'desktop.pairing_made',
    changesDirectory: true,
    run: (call, { code }) => makePairing(call.context, call.actor, call.desktop.server, code),
  }),
  'desktops.goOnWithoutStandby': signedIn(mayManage, {
    recordsAs: 'standby.gone_without',
    changesDirectory: true,
    changesState: true,
    run(call, { code }) {
      goOnWithoutStandby(call.context, call.actor, code);
      return stateOf(call);
    },
  }),
  'desktops.revoke': signedIn(mayManage, {
    recordsAs: 'desktop.revoked',
    changesDirectory: true,
    changesState: true,
    run(call, { desktopId }) {
      revokeDesktop(call.context, call.actor, call.desktop.server, desktopId);
      return stateOf(call);
    },
  }),
};
