// Guesses from a desktop of the firm's server: they count for the desktop, too, so that one that turns hostile locks nobody out,
// and every Partner Admin hears of it.
import { describe, expect, test } from 'vitest';
import { emailSubject, userSubject } from '../../../main/services/act/attempt.ts';
import { atDesktop } from '../../../main/services/act/context.ts';
import { unlock } from '../../../main/services/sign-in/lock.ts';
import { signIn, verifyCode } from '../../../main/services/sign-in/sign-in.ts';
import { insertDesktop } from '../../../main/storage/tables/desktops.ts';
import { getThrottle, moveThrottles } from '../../../main/storage/tables/throttles.ts';
import { createFixture, type Fixture, type Person, visitAt } from '../../support/fixture.ts';
import { refusalIn } from '../../support/refusals.ts';
import { createInstantHasher, DAY, HOUR, MINUTE, SECOND } from '../../support/seeded.ts';

function desktopOf(fixture: Fixture, name: string) {
  const now = fixture.clock.now();
  const id = fixture.context.storage.transaction((tx) =>
    insertDesktop(tx, { name, since: now, validUntil: now + 365 * DAY, keyMac: Buffer.from(name.padEnd(32)) }),
  );
  return atDesktop(fixture.context, { desktopId: id, name, run: 'r'.repeat(16), window: 1 });
}
type At = ReturnType<typeof desktopOf>;

async function guess(at: At, person: { readonly email: string }): Promise<string> {
  return (await refusalIn(signIn(at, { email: person.email, password: 'not the right password' }))).code;
}

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const people: Person[] = [];
  for (let i = 0; i < 30; i++) people.push(await fixture.addPerson({ role: 'client_ops' }));
  return { fixture, admin, people, hostile: desktopOf(fixture, 'Reception'), honest: desktopOf(fixture, 'Office') };
}
const disabled = (fixture: Fixture) =>
  fixture.read.get('SELECT count(*) AS n FROM throttles WHERE is_disabled = 1')?.['n'];

test('a desktop that tries everybody waits, and nobody else does', async () => {
  const { fixture, people, hostile, honest } = await setScene();
  for (const person of people.slice(0, 20)) expect(await guess(hostile, person)).toBe('wrong_credentials');
  expect(await refusalIn(signIn(hostile, { ...people[20], password: 'x' } as Person))).toEqual({
    code: 'locked_until',
    until: fixture.clock.now() + 30 * SECOND,
  });
  // Everybody signs in elsewhere, and at the computer with the data.
  for (const at of [honest, fixture.context])
    for (const person of people.slice(15, 25)) expect((await signIn(at, person)).stage).toBe('code');
});

test('in a whole day one desktop disables nobody’s factor, and makes few guesses', async () => {
  const { fixture, people, hostile } = await setScene();
  let made = 0;
  for (let i = 0; i < 24 * 12; i++) {
    for (const person of people.slice(0, 3)) if ((await guess(hostile, person)) === 'wrong_credentials') made += 1;
    fixture.clock.advance(5 * MINUTE);
  }
  expect(made).toBe(30);
  expect(disabled(fixture)).toBe(0);
  let others = 0;
  for (let i = 0; i < 24 * 12; i++) {
    const person = people[3 + (i % 27)];
    if (person !== undefined && (await guess(hostile, person)) === 'wrong_credentials') others += 1;
    fixture.clock.advance(5 * MINUTE);
  }
  expect(others).toBeLessThan(50);
  expect(disabled(fixture)).toBe(0);
});

test('half of what disables a factor is for another desktop, and the day after for the same one', async () => {
  const { fixture, people, hostile, honest } = await setScene();
  const [ann] = people as [Person];
  for (let i = 0; i < 10; i++) {
    expect(await guess(hostile, ann)).toBe('wrong_credentials');
    fixture.clock.advance(HOUR);
  }
  expect(await refusalIn(signIn(hostile, ann))).toEqual({
    code: 'locked_until',
    until: fixture.clock.now() + 23 * HOUR,
  });
  expect((await signIn(honest, ann)).stage).toBe('code');
  fixture.clock.advance(23 * HOUR);
  expect((await signIn(hostile, ann)).stage).toBe('code');
});

describe('what a desktop got wrong', () => {
  test('is forgotten for the person who then gets it right there, and not for others', async () => {
    const { fixture, people, hostile } = await setScene();
    const [own] = people as [Person];
    for (const person of people.slice(0, 19)) await guess(hostile, person);
    // A thief with an account of their own signs in again and again.
    for (let i = 0; i < 3; i++) {
      const visit = visitAt(await signIn(hostile, own), 'code');
      expect((await verifyCode(hostile, visit, fixture.nextCode(own))).stage).toBe('signed_in');
    }
    expect(await guess(hostile, people[20] as Person)).toBe('wrong_credentials');
    expect(await guess(hostile, people[21] as Person)).toBe('wrong_credentials');
    expect(await guess(hostile, people[22] as Person)).toBe('locked_until');
  });

  test('counts at the lock screen and for codes, too', async () => {
    const { fixture, admin, people, hostile } = await setScene();
    const visit = visitAt(await signIn(hostile, admin), 'code');
    const signedIn = visitAt(await verifyCode(hostile, visit, fixture.nextCode(admin)), 'signed_in');
    for (const person of people.slice(0, 18)) await guess(hostile, person);
    const locked = { stage: 'locked', signedIn, because: 'person' } as const;
    expect((await refusalIn(unlock(hostile, locked, 'wrong'))).code).toBe('wrong_password');
    const [ann] = people.slice(19) as [Person];
    const atCode = visitAt(await signIn(hostile, ann), 'code');
    expect((await refusalIn(verifyCode(hostile, atCode, '000000'))).code).not.toBe('locked_until');
    expect((await refusalIn(verifyCode(hostile, atCode, '000001'))).code).toBe('locked_until');
  });

  test('is no longer known the day after, also not in the file', async () => {
    const { fixture, people, admin, hostile } = await setScene();
    for (const person of people.slice(0, 20)) await guess(hostile, person);
    fixture.clock.advance(DAY);
    for (const person of people.slice(0, 10)) expect(await guess(hostile, person)).toBe('wrong_credentials');
    fixture.clock.advance(DAY);
    const visit = visitAt(await signIn(fixture.context, admin), 'code');
    await verifyCode(fixture.context, visit, fixture.nextCode(admin));
    expect(fixture.read.all('SELECT * FROM desktop_guesses')).toEqual([]);
  });

  test('moves with a person to a new email', async () => {
    const { fixture, people, hostile } = await setScene();
    const [ann] = people as [Person];
    await guess(hostile, ann);
    const [from, to] = [ann.email, 'new@quill.example'].map((email) => emailSubject(fixture.context, email));
    fixture.context.storage.transaction((tx) => moveThrottles(tx, from as string, to as string));
    expect(fixture.read.all('SELECT subject FROM desktop_guesses')).toEqual([{ subject: to }]);
  });
});

test('every Partner Admin is told, once an hour, and the record names the desktop each time', async () => {
  const { fixture, people, hostile } = await setScene();
  for (const person of people.slice(0, 19)) await guess(hostile, person);
  const alerts = () => fixture.read.all("SELECT * FROM alerts WHERE kind = 'desktop_slowed'").length;
  expect(alerts()).toBe(0);
  await guess(hostile, people[19] as Person);
  expect(alerts()).toBe(1);
  fixture.clock.advance(30 * SECOND);
  await guess(hostile, people[20] as Person);
  expect(alerts()).toBe(1);
  const slowed = fixture.activity().filter(({ action }) => action === 'desktop.slowed');
  expect(slowed.map(({ detail }) => detail['desktopName'])).toEqual(['Reception', 'Reception']);
  fixture.checkChain();
});

test('counters that nobody has touched for a year are removed, and a disabled factor stays disabled', async () => {
  const { fixture, people, admin } = await setScene();
  const [ann, ben] = people as [Person, Person];
  await guess(fixture.context, ann);
  await guess(fixture.context, { email: 'nobody@quill.example' });
  fixture.context.storage.transaction((tx) =>
    tx.run('INSERT INTO throttles VALUES (:subject, :factor, 20, 1, 1)', {
      subject: userSubject(ben),
      factor: 'code',
    }),
  );
  const rows = () => fixture.read.all('SELECT subject FROM throttles').length;
  const signInAdmin = async () => {
    const visit = visitAt(await signIn(fixture.context, admin), 'code');
    await verifyCode(fixture.context, visit, fixture.nextCode(admin));
  };
  fixture.clock.advance(364 * DAY);
  await signInAdmin();
  expect(rows()).toBe(3);
  fixture.clock.advance(2 * DAY);
  await signInAdmin();
  expect(rows()).toBe(1);
  expect(getThrottle(fixture.read, userSubject(ben), 'code').isDisabled).toBe(true);
});
