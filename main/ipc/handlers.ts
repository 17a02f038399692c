// One handler per request of the contract: who may call it, and which use case answers. A missing one does not compile.
import type { AppState, CheckedInputOf, OutputOf, RequestName } from '../../preload/contract.ts';
import { refuse } from '../domain/refusal.ts';
import { mayEver, mayViewClients } from '../domain/role-policy.ts';
import { type ClientId, isPartnerRole, type Role, type UserId } from '../domain/user.ts';
import type { Actor } from '../services/actor.ts';
import type { Context } from '../services/context.ts';
import { createFirm } from '../services/create-firm.ts';
import { listUsers, type UserListEntry } from '../services/list-users.ts';
import { getResetPreview, resetTwoFactor } from '../services/reset-two-factor.ts';
import { listSamplePeople } from '../services/sample-firm.ts';
import { toPerson } from '../services/screen.ts';
import { confirmSetUp, enterSetupCode, finishSetUp } from '../services/set-up-two-factor.ts';
import { signIn, signOut, verifyCode, verifyRecoveryCode } from '../services/sign-in.ts';
import { SIGNED_OUT, type Stage, type Visit, type VisitAt } from '../services/visit.ts';
import { listClients } from '../storage/clients.ts';
import { getFirm } from '../storage/firm.ts';

/** What the desktop does for the use cases; the real one is in main/desktop.ts. */
export interface Desktop {
  readonly keyProtection: 'os_key_store' | 'file_only';
  /** Copies; a secret is removed again after 60 seconds. */
  copy(text: string, isSecret: boolean): Promise<void>;
  /** Asks where and writes the file. False: the person cancelled. */
  saveText(windowId: number, suggestedName: string, text: string): Promise<boolean>;
  /** Keeps the window out of screenshots and screen sharing, where the operating system can. */
  protectWindow(windowId: number, isProtected: boolean): void;
  openSample(): Promise<void>;
  leaveSample(): Promise<void>;
}

/** Everything one request may use. `context` is read when it is used: opening the sample firm replaces it. */
export interface Call {
  readonly windowId: number;
  readonly visit: Visit;
  readonly context: Context;
  readonly desktop: Desktop;
  moveTo(visit: Visit): void;
  /** The window is still at the visit that this request started from. */
  isStillHere(): boolean;
  /** The state after the request, for the reply. */
  state(): AppState;
}

export type Access =
  /** At one of these places of signing in and setting up. */
  | { readonly kind: 'visit'; readonly stages: readonly Stage[] }
  | { readonly kind: 'anyone' }
  /** Only while the open database is the sample. */
  | { readonly kind: 'sample' }
  | { readonly kind: 'signed_in'; readonly isAllowed: (role: Role) => boolean };

export interface Handler<N extends RequestName> {
  readonly access: Access;
  /** Refusals of this request are recorded in the activity under this action. */
  readonly recordsAs?: string;
  /** Others may see other users after it. */
  readonly changesUsers?: true;
  run(call: Call & { readonly actor: Actor }, input: CheckedInputOf<N>): Promise<OutputOf<N>> | OutputOf<N>;
}

const anyone: Access = { kind: 'anyone' };
const at = (...stages: Stage[]): Access => ({ kind: 'visit', stages });
const signedIn = (isAllowed: (role: Role) => boolean): Access => ({ kind: 'signed_in', isAllowed });

/** A step of signing in or setting up: from the visit at a stage to the next visit. */
function step<S extends Stage, Input>(
  stage: S,
  take: (call: Call, visit: VisitAt<S>, input: Input) => Promise<Visit> | Visit,
): { readonly access: Access; run(call: Call, input: Input): Promise<AppState> } {
  return {
    access: at(stage),
    async run(call, input) {
      call.moveTo(await take(call, call.visit as VisitAt<S>, input));
      return call.state();
    },
  };
}

function toUserRow(entry: UserListEntry, actorRole: Role): OutputOf<'users.list'>['rows'][number] {
  const { user } = entry;
  return {
    id: entry.id,
    firstName: entry.firstName,
    lastName: entry.lastName,
    role: entry.role,
    details:
      user === null || entry.status === null
        ? null
        : {
            email: user.email,
            status: entry.status,
            clientAccess: { isAll: user.hasAllClients, count: entry.clientCount, onlyClient: entry.onlyClient },
            twoFactor: {
              state: user.twoFactor,
              at: user.twoFactorAt, // Client roles never see the firm's own people.
              resetBy: isPartnerRole(actorRole) ? user.twoFactorResetBy : null,
              deadlineAt: user.setupDeadlineAt,
            },
            lastSignInAt: user.lastSignInAt,
          },
    reset: entry.reset ?? null,
  };
}

export const handlers: { readonly [N in RequestName]: Handler<N> } = {
  'application.getState': { access: anyone, run: (call) => call.state() },

  'firm.create': step('signed_out', (call, _visit, input: CheckedInputOf<'firm.create'>) => createFirm(call.context, input)),

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
  'sample.listPeople': { access: { kind: 'sample' }, run: (call, input) => listSamplePeople(call.context, call.visit, input.search) },

  'session.signIn': step('signed_out', (call, _visit, input: CheckedInputOf<'session.signIn'>) => signIn(call.context, input)),
  'session.verifyCode': step('code', (call, visit, input: CheckedInputOf<'session.verifyCode'>) => verifyCode(call.context, visit, input.code)),
  'session.useRecoveryCode': step('code', (call, visit, input: CheckedInputOf<'session.useRecoveryCode'>) =>
    verifyRecoveryCode(call.context, visit, input.recoveryCode),
  ),
  'session.cancel': {
    access: at('signed_out', 'code', 'setup_code', 'authenticator', 'recovery_codes'),
    run(call) {
      call.moveTo(SIGNED_OUT);
      return call.state();
    },
  },
  'session.signOut': {
    access: signedIn(() => true),
    run(call) {
      call.moveTo(signOut(call.context, call.visit as VisitAt<'signed_in'>, call.actor.user));
      return call.state();
    },
  },

  'setUp.enterSetupCode': step('setup_code', (call, visit, input: CheckedInputOf<'setUp.enterSetupCode'>) =>
    enterSetupCode(call.context, visit, input.setupCode),
  ),
  'setUp.confirm': {
    ...step('authenticator', (call, visit, input: CheckedInputOf<'setUp.confirm'>) =>
      confirmSetUp(call.context, visit, input.code, () => call.isStillHere()),
    ),
    changesUsers: true,
  },
  'setUp.saveRecoveryCodes': {
    access: at('recovery_codes'),
    async run(call) {
      const { codes } = call.visit as VisitAt<'recovery_codes'>;
      const lines = [
        `Rekey recovery codes for ${getFirm(call.context.storage.read)?.name ?? ''}`,
        'Each code signs you in once, in place of your authenticator app.',
        'Keep this file where only you can read it.',
        '',
        ...codes,
        '',
      ];
      return { isSaved: await call.desktop.saveText(call.windowId, 'rekey-recovery-codes.txt', lines.join('\n')) };
    },
  },
  'setUp.finish': step('recovery_codes', (call, visit) => finishSetUp(call.context, visit)),

  'clipboard.copy': {
    access: at('recovery_codes', 'authenticator', 'signed_in', 'signed_out', 'code', 'setup_code'),
    async run(call, input) {
      await call.desktop.copy(input.text, input.isSecret);
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

  'clients.list': {
    access: signedIn(mayViewClients),
    run(call, input) {
      const page = listClients(call.context.storage.read, { ...input, actor: call.actor.user });
      return { rows: [...page.rows], total: page.total };
    },
  },
  'users.list': {
    access: signedIn((role) => mayEver(role, 'see_in_list')),
    run(call, input) {
      const page = listUsers(call.context, call.actor, { ...input, clientId: input.clientId as ClientId | null });
      return { rows: page.rows.map((entry) => toUserRow(entry, call.actor.user.role)), total: page.total };
    },
  },
  'users.getResetPreview': {
    access: signedIn((role) => mayEver(role, 'reset_2fa')),
    recordsAs: 'two_factor.reset',
    run(call, input) {
      const preview = getResetPreview(call.context, call.actor, input.userId as UserId);
      return {
        user: toPerson(preview.user),
        version: preview.user.version,
        lastSignInAt: preview.user.lastSignInAt,
        clients: { isAll: preview.user.hasAllClients, names: [...preview.clients.names], total: preview.clients.total },
        removes: preview.removes,
        needsCode: preview.needsCode,
        setupCodeMinutes: preview.setupCodeMinutes,
      };
    },
  },
  'users.resetTwoFactor': {
    access: signedIn((role) => mayEver(role, 'reset_2fa')),
    recordsAs: 'two_factor.reset',
    changesUsers: true,
    run: (call, input) => resetTwoFactor(call.context, call.actor, { ...input, userId: input.userId as UserId }),
  },
};
