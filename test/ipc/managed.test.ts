// What the policy file of the firm's IT fixes, at the door: the screen shows it as fixed, and main refuses another way all the same.
import { expect, test } from 'vitest';
import { brokenPolicy, type Managed, type ManagedSettings, managedBy } from '../../main/domain/managed.ts';
import { toPairingCode } from '../../main/domain/pairing.ts';
import { getFirm } from '../../main/storage/tables/firm.ts';
import { createFixture, dump, type FixtureOptions, UNMANAGED } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';

const WINDOW = 1;
const { file } = UNMANAGED;
const BROKEN = brokenPolicy(file, { kind: 'unknown_key', key: 'idleLock' });
const under = (managed: Managed, options: FixtureOptions = {}) => {
  const fixture = createFixture({ passwords: createInstantHasher(), managed, ...options });
  return { fixture, open: openDoor(fixture) };
};
const fixed = (settings: ManagedSettings, options?: FixtureOptions) => under(managedBy(file, settings), options);
const NO_FIRM = { hasFirm: false };

test('every window is told what its first page shows, and what is wrong with the file', async () => {
  const serverAddress = { host: 'fe80::1', port: 27_443 };
  const { open } = fixed({ serverAddress, noSampleData: true, signInPlace: 'At reception.' }, NO_FIRM);
  expect(await open.ask(WINDOW, 'policy.get', {})).toEqual({
    file,
    problem: null,
    serverAddress: '[fe80::1]:27443',
    signInPlace: 'At reception.',
    isSampleOff: true,
  });
  expect(await under(BROKEN).open.ask(WINDOW, 'policy.get', {})).toMatchObject({
    problem: { kind: 'unknown_key', key: 'idleLock' },
    isSampleOff: true,
  });
});

test('no sample is opened where sample data is off, also by a broken file', async () => {
  for (const { fixture, open } of [fixed({ noSampleData: true }, NO_FIRM), under(BROKEN, NO_FIRM)]) {
    const before = dump(fixture.read);
    expect(await open.refusal(WINDOW, 'sample.open', {})).toEqual({ code: 'set_by_it' });
    expect(dump(fixture.read)).toBe(before);
  }
});

test('a new firm says where people sign in as its IT does, whatever the form says', async () => {
  const { fixture, open } = fixed({ signInPlace: 'At reception.' }, NO_FIRM);
  await open.ask(WINDOW, 'firm.create', {
    firmName: 'Quill & Partners',
    firstName: 'Ann',
    lastName: 'Quill',
    email: 'ann@quill.example',
    password: 'nine-lanterns-in-the-fog',
    signInPlace: 'Somewhere else.',
  });
  expect(getFirm(fixture.read)?.signInPlace).toBe('At reception.');
});

test('a desktop joins the server at the address that is fixed, and no other one', async () => {
  const serverAddress = { host: 'office.quill.example', port: 27_443 };
  const { open } = fixed({ serverAddress }, NO_FIRM);
  const pairingCode = toPairingCode({ fingerprint: '0000-0000-0000-0000', secret: '0000-0000-0000-0000' });
  const order = { pairingCode, name: 'desk-2' };
  const message = 'Your IT has set the address of the server: office.quill.example:27443.';
  for (const address of ['192.0.2.10', 'office.quill.example:27444', 'office.quill.example.attacker.example'])
    expect(await open.refusal(WINDOW, 'line.join', { ...order, address })).toEqual({
      code: 'bad_input',
      fields: [{ field: 'address', message }],
    });
  // A pairing file names all addresses of the server. The door of the tests joins none.
  for (const address of ['Office.quill.example', 'Address: 192.0.2.10\nAddress: office.quill.example:27443\n'])
    expect((await open.refusal(WINDOW, 'line.join', { ...order, address })).code).toBe('unexpected');
});

test('a window locks after the minutes of the file, where the firm has more', async () => {
  for (const [managed, minutes] of [
    [managedBy(file, { idleLockMinutesAtMost: 3 }), 3],
    [managedBy(file, { idleLockMinutesAtMost: 30 }), 20],
    [BROKEN, 10],
  ] as const) {
    const { fixture, open } = under(managed);
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET idle_lock_minutes = 20'));
    await open.signIn(WINDOW, await fixture.addPerson({ role: 'partner_admin' }));
    fixture.clock.advance(minutes * MINUTE - 1);
    open.door.sweep();
    expect([minutes, await open.screen(WINDOW)]).toEqual([minutes, 'signed_in']);
    fixture.clock.advance(1);
    open.door.sweep();
    expect([minutes, await open.screen(WINDOW)]).toEqual([minutes, 'locked']);
  }
});

test('Settings and the backups say what is fixed', async () => {
  const settings = { idleLockMinutesAtMost: 5, signInPlace: 'At reception.', backupFolder: '/srv/backups' } as const;
  const { fixture, open } = fixed(settings);
  await open.signIn(WINDOW, await fixture.addPerson({ role: 'partner_admin' }));
  expect((await open.ask(WINDOW, 'settings.get', {})).managed).toEqual({
    problem: null,
    idleLockMinutesAtMost: 5,
    secondApprover: 'free',
    isSignInPlaceFixed: true,
  });
  expect((await open.ask(WINDOW, 'backups.get', {})).fixedFolder).toBe('/srv/backups');
});
