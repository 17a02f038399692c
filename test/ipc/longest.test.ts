// What can be stored can be answered. Everything is stored at its longest through the real door, in several alphabets, and
// every list, search, detail, file and state reads it.
import { describe, expect, test } from 'vitest';
import { createFixture, KIT_CODE } from '../support/fixture.ts';
import { invitees } from '../support/invitees.ts';
import { openDoor, toFailure } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';
import { NAMES, REQUESTS } from './requests.ts';
import { setScene, WINDOW } from './scenes.ts';

/** Exactly so many UTF-16 units. The rest after whole letters is filled with `x`. */
const fill = (letter: string, units: number): string =>
  letter.repeat(Math.floor(units / letter.length)) + 'x'.repeat(units % letter.length);

const ALPHABETS: readonly (readonly [string, string])[] = [
  ['Latin letters', 'm'],
  ['astral letters', '\u{20000}'],
  ['letters with combining marks', 'e\u0323\u0331'],
  ['letters that a search takes apart', '\ufdfa'],
  ['quotes', 'x"'],
  ['Persian with joiners', 'می\u200cخ'],
];

const READS = NAMES.filter((name) => /\.(list|get)/.test(name) && REQUESTS[name].at !== 'sample');

describe.each(ALPHABETS)('at its longest in %s', (_what, letter) => {
  const name = fill(letter, 100);
  // An email has letters only: at most 64 before the at sign, and 63 between two dots.
  const letterOfEmail = letter.replace(/["\u200c]/g, '');
  const email = (length: number, mark: string): string => {
    let start = `${mark}${fill(letterOfEmail, 63)}@`;
    while (length - start.length > 74) start += `${fill(letterOfEmail, 63)}.`;
    return `${start}${fill(letterOfEmail, length - start.length - 11)}.longest.uk`;
  };

  async function store() {
    const scene = await setScene();
    const { fixture, open, admin, ann } = scene;
    await open.signIn(WINDOW, admin);
    await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    await open.ask(WINDOW, 'account.cancelAuthenticator', {});
    const { version } = await open.ask(WINDOW, 'account.get', {});
    await open.ask(WINDOW, 'account.edit', { version, firstName: name, lastName: name });
    const { settings, version: settingsVersion } = await open.ask(WINDOW, 'settings.get', {});
    const phone = `+${'4-'.repeat(14)}2 ext. 1234`;
    expect(phone).toHaveLength(40);
    const place = 'x'.repeat(300);
    await open.ask(WINDOW, 'settings.save', {
      version: settingsVersion,
      settings: { ...settings, firmName: name, firmPhone: phone, signInPlace: place },
      code: '',
    });
    const client = { name, type: 'company', accountingSoftware: name } as const;
    const { clientId } = await open.ask(WINDOW, 'clients.add', client);
    const { issued } = await open.ask(WINDOW, 'users.invite', {
      people: invitees(email(254, 'a'), email(202, 'b'), email(230, 'c')),
      role: 'client_ops',
      access: { scope: 'specific', add: [clientId], remove: [], joinsNewClients: false },
      code: '',
    });
    const invited = issued[0]?.userId ?? 0;
    await open.ask(WINDOW, 'users.resendInvitations', { userIds: [invited], code: '' });
    await open.ask(WINDOW, 'clients.edit', { ...client, clientId, version: 1, pointOfContactId: invited });
    await open.ask(WINDOW, 'users.edit', {
      userId: ann.id,
      version: fixture.user(ann).version,
      firstName: name,
      lastName: name,
      email: email(254, 'd'),
      phone,
      role: 'client_ops',
      access: { scope: 'specific', add: [clientId], remove: [], joinsNewClients: false },
      code: '',
    });
    const note = fill(letter, 500);
    const identity = { note, identityCheck: 'vouched_by_colleague', vouchedBy: fill(letter, 200), code: '' } as const;
    const onAnn = () => ({ userId: ann.id, version: fixture.user(ann).version });
    const temporary = { ...identity, hours: 24, isSingleUse: false, reason: 'other' } as const;
    await open.ask(WINDOW, 'users.issueTemporaryCode', { ...onAnn(), ...temporary });
    await open.ask(WINDOW, 'users.resetTwoFactor', { ...onAnn(), ...identity, mode: 'revoke_now', reason: 'other' });
    await open.ask(WINDOW, 'users.resetPassword', { ...onAnn(), ...identity });
    const leaver = await fixture.addPerson({ role: 'client_ops' });
    const leaving = { userId: leaver.id, version: fixture.user(leaver).version };
    await open.ask(WINDOW, 'users.deactivate', { ...leaving, note, replacements: [] });
    await open.ask(WINDOW, 'users.cancelInvitation', { userId: issued[2]?.userId ?? 0, version: 1 });
    await open.ask(WINDOW, 'clients.terminate', { clientId, version: 2, note });
    await open.ask(2, 'session.useRecoveryKit', { email: admin.email, code: KIT_CODE });
    return { ...scene, clientId, invited };
  }

  test('every list, detail, search and state answers with all of it', async () => {
    const { fixture, open, ann, clientId, invited } = await store();
    const ids = { userId: ann.id, clientId };
    for (const request of READS) {
      const honest = REQUESTS[request].input as Readonly<Record<string, unknown>>;
      const known = Object.fromEntries(Object.entries(ids).filter(([key]) => key in honest && honest[key] !== null));
      for (const search of 'search' in honest ? ['', name, email(254, 'a').slice(0, 199)] : ['']) {
        const input = { ...honest, ...known, ...('search' in honest ? { search } : {}) };
        const answer = await open.send(WINDOW, request, JSON.stringify(input));
        const reply = JSON.parse(answer) as { ok: boolean; leftOut?: unknown };
        if (!reply.ok && ['not_found', 'conflict', 'nothing_to_reset'].includes(toFailure(answer).code)) continue;
        expect([request, reply.ok, reply.leftOut]).toEqual([request, true, undefined]);
      }
    }
    const found = await open.ask(WINDOW, 'users.list', {
      ...REQUESTS['users.list'].input,
      search: email(254, 'a').slice(0, 199),
    });
    expect(found.rows.map(({ id }) => id)).toEqual([invited]);
    expect((await open.ask(WINDOW, 'application.getState', {})).screen.name).toBe('signed_in');
    expect(open.log).toEqual([]);
    fixture.checkChain();
    fixture.reopen();
    expect(await open.ask(WINDOW, 'users.list', REQUESTS['users.list'].input)).toMatchObject({ total: 5 });
  });

  test('a first run, a code by email and the address of the authenticator take it too', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    const input = { firmName: name, firstName: name, lastName: name, email: email(254, 'a') };
    const password = 'seven-lamps-over-water';
    const { screen } = await open.ask(WINDOW, 'firm.create', { ...input, password });
    expect(screen).toMatchObject({ name: 'authenticator', account: input.email.normalize('NFC') });
    await open.ask(WINDOW, 'session.cancel', {});
    const again = await open.ask(WINDOW, 'session.signIn', { email: input.email, password });
    expect(again.screen.name).toBe('authenticator');
  });

  test('one unit more is refused beside its field', async () => {
    const { open, admin, fixture } = await setScene();
    await open.signIn(WINDOW, admin);
    const { version } = fixture.user(admin);
    for (const longer of [101, 200, 2000])
      expect(
        await open.refusal(WINDOW, 'account.edit', {
          version,
          firstName: name.normalize('NFC').padEnd(longer, 'x'),
          lastName: 'x',
        }),
      ).toMatchObject({ code: 'bad_input', fields: [{ field: 'firstName' }] });
  });
});
