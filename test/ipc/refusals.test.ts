// Refused attempts on record: which refusals are recorded, under which action, and which user or client they name.
import { describe, expect, test } from 'vitest';
import { handlers } from '../../main/ipc/handlers.ts';
import { insertApproval } from '../../main/storage/tables/approvals.ts';
import { contract, type InputOf, type RequestName } from '../../preload/contract/index.ts';
import { DAY, MINUTE } from '../support/seeded.ts';
import { resetInput, type Scene, setScene } from './scenes.ts';

const lastRecord = ({ fixture }: Scene) => fixture.activity().at(-1);
const denials = ({ fixture }: Scene): number =>
  fixture.activity().filter((record) => record.outcome === 'denied').length;

/** Somebody else's request to reset Ann's 2FA. */
function addApproval({ fixture, ann }: Scene, requester: Scene['admin']): number {
  const now = fixture.clock.now();
  return fixture.context.storage.transaction((tx) =>
    insertApproval(tx, {
      kind: 'two_factor_reset',
      targetId: ann.id,
      requesterId: requester.id,
      requesterName: 'Daniel Hart',
      requestedAt: now,
      expiresAt: now + DAY,
      request: { reason: 'lost_phone', note: '', identityCheck: 'in_person', vouchedBy: '' },
    }),
  );
}

test('a refused reset is recorded by its mode', async () => {
  for (const [mode, reason, action] of [
    ['revoke_now', 'lost_phone', 'two_factor.reset'],
    ['replace', 'changing_phone', 'two_factor.replace_requested'],
  ] as const) {
    const scene = await setScene();
    const { fixture, open, admin, ann } = scene;
    await open.signIn(1, admin);
    const stale = { ...resetInput(fixture, ann, fixture.nextCode(admin)), mode, reason, version: 99 };
    expect((await open.refusal(1, 'users.resetTwoFactor', stale)).code).toBe('conflict');
    expect(lastRecord(scene)).toMatchObject({ action, outcome: 'denied', reason: 'conflict', targetId: ann.id });
  }
});

describe('a refused decision', () => {
  test.each([
    ['approve', 'approval.approved'],
    ['decline', 'approval.declined'],
  ] as const)('to %s is recorded as %s, and names the target of the request', async (decision, action) => {
    const scene = await setScene();
    const { open, admin, ann } = scene;
    // One's own request: nobody decides it alone.
    const approvalId = addApproval(scene, admin);
    await open.signIn(1, admin);
    expect((await open.refusal(1, 'approvals.decide', { approvalId, decision, note: '', code: '' })).code).toBe(
      'own_request',
    );
    expect(lastRecord(scene)).toMatchObject({
      action,
      outcome: 'denied',
      reason: 'own_request',
      actorId: admin.id,
      targetId: ann.id,
    });
  });
  test('is recorded by its name also when the role may not decide at all, and the input was never checked', async () => {
    const scene = await setScene();
    const { open, admin, ann } = scene;
    const approvalId = addApproval(scene, admin);
    await open.signIn(1, ann);
    for (const [decision, action] of [
      ['approve', 'approval.approved'],
      ['decline', 'approval.declined'],
      ['shred', 'approval.approved'],
    ] as const) {
      scene.fixture.clock.advance(MINUTE);
      expect((await open.refusal(1, 'approvals.decide', { approvalId, decision })).code).toBe('forbidden');
      expect(lastRecord(scene)).toMatchObject({ action, outcome: 'denied', reason: 'forbidden', targetId: ann.id });
    }
  });
});

describe('an attempt that the role forbids', () => {
  // Refused before the rest of the input is looked at.
  test.each<[RequestName, object, object]>([
    ['users.resetTwoFactor', { userId: 1, mode: 'everything' }, { action: 'two_factor.reset', targetId: 1 }],
    ['users.removeFromClient', { userId: 1, clientId: 'x' }, { action: 'user.edited', targetId: 1, detail: {} }],
    ['users.addToClient', { userIds: [1], clientId: 1 }, { action: 'user.edited', targetId: null, detail: {} }],
    ['users.list', { userId: 1 }, { action: 'users.list', targetId: null }],
    ['clients.edit', { clientId: 7 }, { action: 'client.edited', targetId: null, detail: { clientId: 7 } }],
    ['clients.get', { clientId: 7 }, { action: 'clients.get', targetId: null, detail: { clientId: 7 } }],
    ['clients.listForAccess', { userId: 1 }, { action: 'clients.listForAccess', targetId: null, detail: {} }],
    ['settings.save', {}, { action: 'settings.changed', targetId: null, detail: {} }],
  ])('%s is recorded with the user or client that it names', async (name, input, expected) => {
    const scene = await setScene();
    await scene.open.signIn(1, scene.ann);
    expect((await scene.open.refusal(1, name, input)).code).toBe('forbidden');
    expect(lastRecord(scene)).toMatchObject({ outcome: 'denied', reason: 'forbidden', ...expected });
  });
  test.each<[string, unknown]>([
    ['no input', undefined],
    ['no JSON', '{"userId":'],
    ['an array', '[1]'],
    ['a text as the id', '{"userId":"1"}'],
    ['a fraction as the id', '{"userId":1.5}'],
    ['an id of an inherited name', '{"__proto__":{"userId":1}}'],
  ])('with %s is recorded about nobody', async (_what, input) => {
    const scene = await setScene();
    await scene.open.signIn(1, scene.ann);
    await scene.open.send(1, 'users.resetTwoFactor', input);
    expect(lastRecord(scene)).toMatchObject({ action: 'two_factor.reset', outcome: 'denied', targetId: null });
  });
  test('is recorded once a minute when it is repeated', async () => {
    const scene = await setScene();
    const { fixture, open, ann, admin } = scene;
    await open.signIn(1, ann);
    for (let i = 0; i < 50; i++) await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials(scene)).toBe(1);
    fixture.clock.advance(MINUTE);
    await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials(scene)).toBe(2);
  });
});

test('a field that is not filled in, and a window that has moved on, are no attempts', async () => {
  const scene = await setScene();
  const { fixture, open, admin, ann } = scene;
  await open.signIn(1, admin);
  const reset: InputOf<'users.resetTwoFactor'> = {
    userId: ann.id,
    version: fixture.user(ann).version,
    mode: 'revoke_now',
    reason: 'lost_phone',
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    code: '',
  };
  expect((await open.refusal(1, 'users.resetTwoFactor', reset)).code).toBe('fresh_code_needed');
  expect((await open.refusal(1, 'users.resetTwoFactor', { ...reset, reason: 'other' })).code).toBe('bad_input');
  expect((await open.refusal(2, 'users.resetTwoFactor', reset)).code).toBe('not_signed_in');
  expect(denials(scene)).toBe(0);
});

test('every request with a user, a client or an approval in its input declares it, except these', () => {
  const named = (name: RequestName): boolean =>
    ['userId', 'clientId', 'approvalId'].some((field) => Object.hasOwn(contract[name].input.entries, field));
  const names = Object.keys(contract) as RequestName[];
  expect(names.filter((name) => named(name) && handlers[name].about === undefined).sort()).toEqual([
    // Here the field says where somebody looks or acts. The record names nobody.
    'clients.listForAccess',
    'imports.plan',
    'users.addToClient',
    'users.count',
    'users.export',
    'users.list',
    'users.listCandidates',
  ]);
});
