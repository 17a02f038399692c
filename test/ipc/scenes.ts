// A firm with a Partner Admin and Ann, a client's user, and a window that stands at any stage.
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { Call } from '../../main/ipc/handler.ts';
import { handlers } from '../../main/ipc/handlers.ts';
import type { Stage } from '../../main/services/act/visit.ts';
import { inviteUsers } from '../../main/services/users/invite-users.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { type ResetRequest, resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { removeRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { clearReplaceRequest, markFactorDisabled } from '../../main/storage/tables/users.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, type Fixture, KIT_CODE, type Person } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { done } from '../support/people.ts';
import { createInstantHasher } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';

export const WINDOW = 7;

export interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly ann: Person;
}

export async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const ann = await fixture.addPerson({ role: 'client_ops' });
  return { fixture, open: openDoor(fixture), admin, ann };
}

export const resetInput = (fixture: Fixture, target: Person, code: string): InputOf<'users.resetTwoFactor'> => ({
  userId: target.id,
  version: fixture.user(target).version,
  mode: 'revoke_now',
  reason: 'lost_phone',
  note: '',
  identityCheck: 'in_person',
  vouchedBy: '',
  code,
});

/** Another session of the administrator resets Ann's 2FA. @returns the setup code. */
async function resetAnn({ fixture, admin, ann }: Scene): Promise<string> {
  const result = resetTwoFactor(
    fixture.context,
    await fixture.signIn(admin),
    resetInput(fixture, ann, fixture.nextCode(admin)) as ResetRequest,
  );
  return result.outcome === 'done' ? (result.setupCode ?? '') : '';
}

/** Enters the code of a new invitation, or of a reset of Ann's password. */
async function enterOneTimeCode(
  { fixture, open, admin, ann }: Scene,
  stage: 'activation' | 'new_password',
): Promise<void> {
  const actor = await fixture.signIn(admin);
  const access = { scope: 'specific', add: [], remove: [], joinsNewClients: false } as const;
  const issued =
    stage === 'activation'
      ? inviteUsers(fixture.context, actor, {
          people: invitees('nina@quill.example'),
          role: 'partner_ops',
          access,
          code: fixture.nextCode(admin),
        })[0]
      : done(
          resetPassword(fixture.context, actor, {
            userId: ann.id,
            version: fixture.user(ann).version,
            note: '',
            identityCheck: 'in_person',
            vouchedBy: '',
            code: fixture.nextCode(admin),
          }),
        ).issued;
  await open.ask(WINDOW, 'session.enterOneTimeCode', { email: issued?.email ?? '', code: issued?.code ?? '' });
}

/** The request for a new authenticator is gone, but its notice is still unread. */
const cancelReplacementOf = (fixture: Fixture, person: Person): void =>
  fixture.context.storage.transaction((tx) => clearReplaceRequest(tx, person.id));
/** The firm has no recovery kit, so its Partner Admin receives one. */
async function signInWithoutKit({ fixture, open, admin }: Scene): Promise<void> {
  fixture.context.storage.transaction((tx) => removeRecoveryKit(tx));
  await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
  await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(admin) });
}

/** The kit waits while the only Partner Admin can sign in, and opens the account once that admin is locked. */
async function enterKit({ fixture, open, admin }: Scene, stage: 'kit_waits' | 'kit_password'): Promise<void> {
  if (stage === 'kit_password')
    fixture.context.storage.transaction((tx) => markFactorDisabled(tx, admin.id, 'code', fixture.clock.now()));
  await open.ask(WINDOW, 'session.useRecoveryKit', { email: admin.email, code: KIT_CODE });
}

/** The window stands at this stage. */
export async function setSceneAt(stage: Stage): Promise<Scene> {
  const scene = await setScene();
  const { fixture, open, admin, ann } = scene;
  if (stage === 'signed_out') return scene;
  if (stage === 'signed_in' || stage === 'locked') {
    await open.signIn(WINDOW, admin);
    if (stage === 'locked') await open.ask(WINDOW, 'session.lock', {});
  } else if (stage === 'activation' || stage === 'new_password') await enterOneTimeCode(scene, stage);
  else if (stage === 'recovery_kit') await signInWithoutKit(scene);
  else if (stage === 'kit_waits' || stage === 'kit_password') await enterKit(scene, stage);
  else if (stage === 'notice') {
    const actor = await fixture.signIn(admin);
    resetTwoFactor(fixture.context, actor, {
      ...(resetInput(fixture, ann, fixture.nextCode(admin)) as ResetRequest),
      mode: 'replace',
      reason: 'changing_phone',
    });
    cancelReplacementOf(fixture, ann);
    await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
    await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(ann) });
  } else if (stage === 'code') await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
  else {
    const setupCode = await resetAnn(scene);
    await open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });
    if (stage !== 'setup_code') {
      const { screen } = await open.ask(WINDOW, 'setUp.enterSetupCode', { setupCode });
      if (stage === 'recovery_codes' && screen.name === 'authenticator') {
        await open.ask(WINDOW, 'setUp.confirm', {
          code: codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now())),
        });
      }
    }
  }
  return scene;
}

export const stageOf = async (open: OpenDoor): Promise<string> => {
  const screen = await open.screen(WINDOW);
  return screen === 'sign_in' || screen === 'first_run' ? 'signed_out' : screen;
};

const stageFor = (name: RequestName): Stage => {
  const { at } = REQUESTS[name];
  return at === 'sample' ? 'signed_out' : (at.at(-1) ?? 'signed_out');
};
function openAsSample(fixture: Fixture): void {
  Object.assign(fixture.context, { isSample: true });
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 1'));
}
/** Where the request can be reached: for some, only on a first run or inside a sample. */
export async function sceneFor(name: RequestName): Promise<Scene> {
  const scene = await setSceneAt(stageFor(name));
  if (REQUESTS[name].at === 'sample') openAsSample(scene.fixture);
  return scene;
}

/** While `work` runs, the handler admits as before and then does something else. */
export async function withHandler(name: RequestName, run: () => unknown, work: () => Promise<void>): Promise<void> {
  const handler = handlers[name] as { admit(call: Call): unknown };
  const honest = handler.admit;
  handler.admit = (call) => {
    honest(call);
    return run;
  };
  try {
    await work();
  } finally {
    handler.admit = honest;
  }
}
