// People who enter a fixture like real ones: invited, activated, acted on by an administrator.
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { Role } from '../../main/domain/user.ts';
import type { Actor } from '../../main/services/act/actor.ts';
import type { Context } from '../../main/services/act/context.ts';
import type { IssuedCode } from '../../main/services/act/issued-code.ts';
import { provePresence } from '../../main/services/act/presence.ts';
import type { VisitAt } from '../../main/services/act/visit.ts';
import { endSession } from '../../main/services/sign-in/end-session.ts';
import { beginActivation, enterOneTimeCode } from '../../main/services/sign-in/enter-one-time-code.ts';
import { confirmSetup, finishSetup } from '../../main/services/sign-in/set-up-two-factor.ts';
import type { AccessInput } from '../../main/services/users/client-access.ts';
import { inviteUsers } from '../../main/services/users/invite-users.ts';
import { markPresence } from '../../main/storage/tables/sessions.ts';
import type { Fixture, Person } from './fixture.ts';
import { visitAt } from './fixture.ts';
import { invitees } from './invitees.ts';

export const NO_ACCESS: AccessInput = { scope: 'specific', add: [], remove: [], joinsNewClients: false };
export const ALL_CLIENTS: AccessInput = { ...NO_ACCESS, scope: 'all' };
export const NEW_PASSWORD = 'a-kettle-beside-the-moon';
export const NEW_NAME = { firstName: 'Ines', lastName: 'Okafor', password: NEW_PASSWORD };

/** The administrator has just proved presence. The clock and the codes stay as they are. */
export const bePresent = ({ context }: Fixture, { session }: Actor): void =>
  context.storage.transaction((tx) => markPresence(tx, session.id, context.clock.now()));

export function inviteOne(
  fixture: Fixture,
  actor: Actor,
  email: string,
  role: Role = 'partner_ops',
  access: AccessInput = NO_ACCESS,
): IssuedCode {
  bePresent(fixture, actor);
  const [issued] = inviteUsers(fixture.context, actor, { people: invitees(email), role, access, code: '' });
  if (issued === undefined) throw new Error('nobody was invited');
  return issued;
}

/** Signs in and proves presence with a fresh code. */
export async function signInPresent(fixture: Fixture, person: Person): Promise<Actor> {
  const actor = await fixture.signIn(person);
  provePresence(fixture.context, actor, fixture.nextCode(person));
  return actor;
}

export const codeAt = (fixture: Fixture, secret: Uint8Array): string => codeAtStep(secret, stepAt(fixture.clock.now()));
export const codeOfVisit = (fixture: Fixture, visit: VisitAt<'authenticator'>): string => codeAt(fixture, visit.secret);

export async function toAuthenticator(
  fixture: Fixture,
  issued: IssuedCode,
  name: object = {},
): Promise<VisitAt<'authenticator'>> {
  const visit = visitAt(enterOneTimeCode(fixture.context, issued), 'activation');
  return visitAt(await beginActivation(fixture.context, visit, { ...NEW_NAME, ...name }), 'authenticator');
}

/** From the activation code to a session. */
export async function activate(fixture: Fixture, issued: IssuedCode, name: object = {}): Promise<Person> {
  const visit = await toAuthenticator(fixture, issued, name);
  const shown = visitAt(
    await confirmSetup(fixture.context, visit, codeOfVisit(fixture, visit), () => true),
    'recovery_codes',
  );
  visitAt(finishSetup(fixture.context, shown), 'signed_in');
  return {
    id: issued.userId,
    email: issued.email,
    password: NEW_PASSWORD,
    secret: visit.secret,
    recoveryCodes: shown.codes,
  };
}

/** The result of an act that needed no second approver. */
export function done<R extends { readonly outcome: string }>(
  result: R,
): Exclude<R, { readonly outcome: 'waits_for_approval' }> {
  if (result.outcome === 'waits_for_approval') throw new Error('this waits for a second approver');
  return result as Exclude<R, { readonly outcome: 'waits_for_approval' }>;
}

/** Signs out. */
export const leave = (context: Context, sessionId: string): void =>
  endSession(context, sessionId, { because: 'signed_out', at: context.clock.now() });
