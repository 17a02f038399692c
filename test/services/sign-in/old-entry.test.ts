// A code of the old entry in the app. It is recognised where the old authenticator still works, and it is never a way in.
import { expect, test } from 'vitest';
import { codeAtStep, entryMonthAt, stepAt } from '../../../main/domain/two-factor.ts';
import { beginChange, confirmChange } from '../../../main/services/account/change-authenticator.ts';
import type { VisitAt } from '../../../main/services/act/visit.ts';
import { confirmSetup, enterSetupCode } from '../../../main/services/sign-in/set-up-two-factor.ts';
import { signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { type ResetRequest, resetTwoFactor } from '../../../main/services/users/reset-two-factor.ts';
import { createFixture, dump, visitAt } from '../../support/fixture.ts';
import { refusalIn } from '../../support/refusals.ts';
import { createInstantHasher, HOUR } from '../../support/seeded.ts';

async function setScene(more: Pick<ResetRequest, 'mode' | 'reason'>) {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'client_ops' });
  const reset = resetTwoFactor(fixture.context, await fixture.signIn(admin), {
    ...more,
    userId: ann.id,
    version: fixture.user(ann).version,
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    code: fixture.nextCode(admin),
  });
  const month = entryMonthAt(fixture.clock.now());
  const codeOf = (secret: Uint8Array) => codeAtStep(secret, stepAt(fixture.clock.now()));
  const signInWith = async (code: string) =>
    verifyCode(fixture.context, visitAt(await signIn(fixture.context, ann), 'code'), code);
  const confirm = (visit: VisitAt<'authenticator'>, code: string) =>
    confirmSetup(fixture.context, visit, code, () => true);
  return { fixture, ann, reset, month, codeOf, signInWith, confirm };
}

const REPLACE = { mode: 'replace', reason: 'changing_phone' } as const;

test('at a replacement, a code of the old entry is recognised and used up; the new one then works', async () => {
  const { fixture, ann, month, codeOf, signInWith, confirm } = await setScene(REPLACE);
  const visit = visitAt(await signInWith(fixture.nextCode(ann)), 'authenticator');
  expect(await refusalIn(confirm(visit, codeOf(ann.secret)))).toEqual({ code: 'old_entry', entry: month });
  const next = fixture.nextCode(ann);
  expect(await refusalIn(confirm(visit, next))).toEqual({ code: 'old_entry', entry: month });
  expect((await refusalIn(signInWith(next))).code).toBe('code_already_used');

  expect((await confirm(visit, codeOf(visit.secret))).stage).toBe('recovery_codes');
  expect(await refusalIn(signInWith(fixture.nextCode(ann)))).toEqual({ code: 'wrong_code', entry: month });
});

test('a code that fits neither entry changes nothing, however often it is tried', async () => {
  const { fixture, ann, month, codeOf, signInWith, confirm } = await setScene(REPLACE);
  const visit = visitAt(await signInWith(fixture.nextCode(ann)), 'authenticator');
  const wrong = ['000000', '000001'].find((code) => ![codeOf(visit.secret), codeOf(ann.secret)].includes(code)) ?? '';
  const before = dump(fixture.read);
  for (let i = 0; i < 30; i++)
    expect(await refusalIn(confirm(visit, wrong))).toEqual({ code: 'wrong_code', entry: month });
  expect(dump(fixture.read)).toBe(before);
});

test('the holder of the recovery kit is not told', async () => {
  const { fixture, ann, month, signInWith, confirm } = await setScene(REPLACE);
  const proved = visitAt(await signInWith(fixture.nextCode(ann)), 'authenticator');
  const visit = { ...proved, kit: { salt: new Uint8Array(16), useId: null, passwordHash: '' } };
  expect(await refusalIn(confirm(visit, fixture.nextCode(ann)))).toEqual({ code: 'wrong_code', entry: month });
});

test('after a reset that revoked, the old entry is only a wrong code', async () => {
  const { fixture, ann, reset, month, confirm } = await setScene({
    mode: 'revoke_now',
    reason: 'stolen_phone',
  });
  if (reset.outcome !== 'done' || reset.setupCode === null) throw new Error('no setup code');
  const atCode = visitAt(await signIn(fixture.context, ann), 'setup_code');
  const visit = visitAt(enterSetupCode(fixture.context, atCode, reset.setupCode), 'authenticator');
  expect(await refusalIn(confirm(visit, fixture.nextCode(ann)))).toEqual({ code: 'wrong_code', entry: month });
});

test('at a change of one’s own, the code that was just given is recognised as one of the old entry', async () => {
  const { fixture, month } = await setScene(REPLACE);
  const carl = await fixture.addPerson({ role: 'client_ops' });
  const actor = await fixture.signIn(carl);
  const given = fixture.nextCode(carl);
  const { pending } = beginChange(fixture.context, actor, given);
  const visit = { stage: 'signed_in', sessionId: actor.session.id, with: 'code', pending } as const;
  expect(await refusalIn(confirmChange(fixture.context, actor, visit, given, () => true))).toEqual({
    code: 'old_entry',
    entry: month,
  });
});

test('the hint about an older entry ends a month after the setup', async () => {
  const { fixture, ann, codeOf, signInWith, confirm, month } = await setScene(REPLACE);
  const visit = visitAt(await signInWith(fixture.nextCode(ann)), 'authenticator');
  await confirm(visit, codeOf(visit.secret));
  const hint = async () => (await refusalIn(signInWith(fixture.nextCode(ann)))) as { readonly entry?: string };
  expect((await hint()).entry).toBe(month);
  fixture.clock.advance(31 * 24 * HOUR);
  expect('entry' in (await hint())).toBe(false);
});
