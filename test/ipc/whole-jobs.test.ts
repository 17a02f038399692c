// Whole jobs through the real door, from the first request to the last.
import { describe, expect, test } from 'vitest';
import { codeAtStep, entryMonthAt, stepAt } from '../../main/domain/two-factor.ts';
import { createFirm } from '../../main/services/firm/create-firm.ts';
import { getAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture } from '../support/fixture.ts';
import { type OpenDoor, openDoor, toFailure } from '../support/open-door.ts';
import { createInstantHasher, HOUR, MINUTE } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';
import { type Scene, setScene, setSceneAt, WINDOW } from './scenes.ts';

describe('a first run', () => {
  test('leads from nothing to signed in; recovery codes and the recovery kit are saved as files on the way', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    expect(await open.screen(WINDOW)).toBe('first_run');
    const { screen } = await open.ask(WINDOW, 'firm.create', REQUESTS['firm.create'].input);
    if (screen.name !== 'authenticator') throw new Error(`at ${screen.name}`);
    expect(screen).toMatchObject({
      issuer: `Quill (${entryMonthAt(fixture.clock.now())})`,
      account: 'ann@quill.example',
      notice: null,
    });
    const after = await open.ask(WINDOW, 'setUp.confirm', {
      code: codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now())),
    });
    if (after.screen.name !== 'recovery_codes') throw new Error(`at ${after.screen.name}`);
    const letter = { suggestedName: 'recovery-codes', text: after.screen.codes.join('\n') };
    expect(await open.ask(WINDOW, 'document.save', letter)).toMatchObject({ file: { name: 'recovery-codes.txt' } });
    for (const code of after.screen.codes) expect(open.saved[0]?.text).toContain(code);
    const kit = await open.ask(WINDOW, 'setUp.finish', {});
    if (kit.screen.name !== 'recovery_kit') throw new Error(`at ${kit.screen.name}`);
    const paper = { suggestedName: 'recovery-kit', text: kit.screen.code };
    expect(await open.ask(WINDOW, 'document.save', paper)).toMatchObject({ file: { name: 'recovery-kit.txt' } });
    const done = await open.ask(WINDOW, 'setUp.keepRecoveryKit', {});
    expect(done).toMatchObject({
      firmName: 'Quill',
      screen: {
        name: 'signed_in',
        user: { email: 'ann@quill.example', role: 'partner_admin' },
        may: { viewClients: true },
      },
    });
    fixture.checkChain();
  });
  test('that was interrupted continues after signing in', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    await createFirm(fixture.context, REQUESTS['firm.create'].input);
    const open = openDoor(fixture);
    const { email, password } = REQUESTS['firm.create'].input;
    expect((await open.ask(WINDOW, 'session.signIn', { email, password })).screen.name).toBe('authenticator');
  });
});

describe('the desktop', () => {
  test('acts for the window that called and for no other', async () => {
    const { open } = await setSceneAt('recovery_codes');
    await open.ask(WINDOW, 'window.setSecretShown', { isShown: true });
    await open.ask(WINDOW, 'clipboard.copy', { text: 'a code', isSecret: true });
    await open.ask(WINDOW, 'document.save', { suggestedName: 'recovery-codes', text: 'ten codes' });
    expect(await open.ask(WINDOW, 'document.print', {})).toEqual({ outcome: 'printed' });
    expect(await open.ask(WINDOW, 'document.savePdf', { suggestedName: 'recovery-codes' })).toMatchObject({
      file: { name: 'recovery-codes.pdf' },
    });
    expect(open.protectedWindows).toEqual([{ windowId: WINDOW, isProtected: true }]);
    expect(open.copied).toEqual([{ text: 'a code', isSecret: true }]);
    expect(open.saved).toEqual([
      { windowId: WINDOW, name: 'recovery-codes.txt', text: 'ten codes' },
      { windowId: WINDOW, name: 'recovery-codes.pdf', text: '' },
    ]);
    expect(open.printed).toEqual([WINDOW]);
  });
});

describe('a person’s preferences', () => {
  const preferencesIn = async (open: OpenDoor): Promise<unknown> => {
    const { screen } = await open.ask(WINDOW, 'application.getState', {});
    return screen.name === 'signed_in' ? screen.preferences : undefined;
  };
  const SAVED = REQUESTS['account.savePreferences'].input.preferences;

  test('are there at the next sign-in, and only for that person', async () => {
    const { open, admin, ann } = await setSceneAt('signed_in');
    const atFirst = await preferencesIn(open);
    expect(atFirst).toMatchObject({
      isCompact: false,
      users: { widths: {}, sort: { column: 'name', isDescending: false } },
    });
    await open.ask(WINDOW, 'account.savePreferences', { preferences: SAVED });
    await open.ask(WINDOW, 'session.signOut', {});
    await open.signIn(WINDOW, ann);
    expect(await preferencesIn(open)).toEqual(atFirst);
    await open.ask(WINDOW, 'session.signOut', {});
    await open.signIn(WINDOW, admin);
    expect(await preferencesIn(open)).toEqual(SAVED);
  });
  test.each([
    '{}',
    '[]',
    'null',
    '7',
    '{"users":1}',
    JSON.stringify({ ...SAVED, isCompact: 'yes' }),
    JSON.stringify({ ...SAVED, theme: 'dark' }),
  ])('that are stored as %s count as none and keep nobody out', async (content) => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    const atFirst = await preferencesIn(open);
    fixture.context.storage.transaction((tx) =>
      tx.run('INSERT INTO preferences VALUES (:id, :content)', { id: admin.id, content }),
    );
    expect(await preferencesIn(open)).toEqual(atFirst);
    expect(open.log).toEqual([]);
  });
});

describe('changing the own authenticator', () => {
  async function begin(): Promise<Scene & { readonly code: () => string }> {
    const scene = await setSceneAt('signed_in');
    const { fixture, open, admin } = scene;
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    return { ...scene, code: () => codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now())) };
  }

  test('keeps the window signed in, and its new codes can be kept', async () => {
    const { fixture, open, admin, code } = await begin();
    const { codes } = await open.ask(WINDOW, 'account.confirmAuthenticator', { code: code() });
    expect(codes).toHaveLength(10);
    await open.ask(WINDOW, 'account.keepRecoveryCodes', {});
    expect(await open.screen(WINDOW)).toBe('signed_in');
    await open.ask(WINDOW, 'session.signOut', {});
    await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
    fixture.clock.advance(MINUTE);
    expect((await open.ask(WINDOW, 'session.verifyCode', { code: code() })).screen.name).toBe('signed_in');
  });
  test('shows the secret in no later answer and in no other window', async () => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    await open.signIn(2, admin);
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    for (const windowId of [WINDOW, 2])
      for (const name of ['application.getState', 'account.get'] as const)
        expect(await open.send(windowId, name, '{}')).not.toContain(setupKey.replaceAll(' ', ''));
    expect((await open.refusal(2, 'account.confirmAuthenticator', { code: '000000' })).code).toBe('not_now');
  });
  test('that begins a second time uses the second secret', async () => {
    const { fixture, open, admin, code } = await begin();
    const { setupKey } = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    expect((await open.refusal(WINDOW, 'account.confirmAuthenticator', { code: code() })).code).toBe('wrong_code');
    const second = codeAtStep(fromBase32(setupKey), stepAt(fixture.clock.now()));
    expect((await open.ask(WINDOW, 'account.confirmAuthenticator', { code: second })).codes).toHaveLength(10);
  });
  test('that is cancelled before or during its confirmation keeps the old one and the session', async () => {
    const { fixture, open, admin, code } = await begin();
    const before = getAuthenticator(fixture.read, admin.id);
    const confirming = open.send(WINDOW, 'account.confirmAuthenticator', JSON.stringify({ code: code() }));
    await open.ask(WINDOW, 'account.cancelAuthenticator', {});
    expect(toFailure(await confirming)).toEqual({ code: 'not_now' });
    expect((await open.refusal(WINDOW, 'account.confirmAuthenticator', { code: code() })).code).toBe('not_now');
    expect(getAuthenticator(fixture.read, admin.id)).toEqual(before);
    expect(await open.screen(WINDOW)).toBe('signed_in');
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toHaveLength(1);
  });
  test('that is confirmed twice at once answers the codes once, and the window can keep them', async () => {
    const { open, code } = await begin();
    const input = JSON.stringify({ code: code() });
    const answers = await Promise.all([1, 2].map(() => open.send(WINDOW, 'account.confirmAuthenticator', input)));
    expect(answers.map((answer) => (JSON.parse(answer) as { ok: boolean }).ok).sort()).toEqual([false, true]);
    expect(await open.screen(WINDOW)).toBe('signed_in');
    await open.ask(WINDOW, 'account.keepRecoveryCodes', {});
  });
  test('signs out the person’s other windows and says so there, like a new password', async () => {
    const { fixture, open, admin } = await setSceneAt('signed_in');
    await open.signIn(2, admin);
    open.announced.length = 0;
    const change = { currentPassword: admin.password, password: 'nine-lanterns-by-the-sea' };
    expect(await open.ask(WINDOW, 'account.changePassword', change)).toEqual({ sessionsEnded: 1 });
    expect(open.announced).toMatchObject([
      { windowId: WINDOW, name: 'directory.changed' },
      { windowId: 2, name: 'state.changed', payload: { screen: { name: 'sign_in', because: 'session_ended' } } },
    ]);
    expect([await open.screen(WINDOW), await open.screen(2)]).toEqual(['signed_in', 'sign_in']);
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'password.changed', detail: { sessionsEnded: 1 } });
  });
});

describe('clients', () => {
  test('have the same row in the list and in the details, through termination and restoring', async () => {
    const { fixture, open } = await setSceneAt('signed_in');
    const { clientId } = await open.ask(WINDOW, 'clients.add', {
      name: 'Alder',
      type: 'company',
      accountingSoftware: 'Ledger',
    });
    const row = async () => {
      const { client } = await open.ask(WINDOW, 'clients.get', { clientId });
      const { rows } = await open.ask(WINDOW, 'clients.list', REQUESTS['clients.list'].input);
      expect(rows).toEqual([client]);
      return client;
    };
    expect(await row()).toMatchObject({
      name: 'Alder',
      status: 'active',
      terminatedAt: null,
      restorableUntil: null,
      version: 1,
    });
    const { restorableUntil } = await open.ask(WINDOW, 'clients.terminate', { clientId, version: 1, note: '' });
    expect(await row()).toMatchObject({
      status: 'terminated',
      terminatedAt: fixture.clock.now(),
      restorableUntil,
      version: 2,
    });
    await open.ask(WINDOW, 'clients.restore', { clientId, version: 2 });
    expect(await row()).toMatchObject({ status: 'active', restorableUntil: null, version: 3 });
  });
  test('cannot be restored 90 days after their termination, even when the clock goes back', async () => {
    const { fixture, open, admin } = await setScene();
    const clientId = fixture.addClient('Alder');
    await open.signIn(WINDOW, admin);
    await open.ask(WINDOW, 'clients.terminate', { clientId, version: 1, note: '' });
    fixture.clock.advance(90 * 24 * HOUR);
    await open.signIn(WINDOW, admin);
    fixture.clock.advance(-2 * MINUTE);
    expect((await open.ask(WINDOW, 'clients.get', { clientId })).client).toMatchObject({
      status: 'terminated',
      restorableUntil: null,
    });
    expect((await open.refusal(WINDOW, 'clients.restore', { clientId, version: 2 })).code).toBe('too_late_to_restore');
  });
});
