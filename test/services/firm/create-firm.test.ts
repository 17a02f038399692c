// The first run: one firm, one Partner Admin, and a usable password.
import { describe, expect, test } from 'vitest';
import { createFirm } from '../../../main/services/firm/create-firm.ts';
import { signIn } from '../../../main/services/sign-in/sign-in.ts';
import { getFirm } from '../../../main/storage/tables/firm.ts';
import { listAdmins } from '../../../main/storage/tables/users.ts';
import { createFixture, dump, visitAt } from '../../support/fixture.ts';
import { refusalIn } from '../../support/refusals.ts';

const FIRM = {
  firmName: 'Quill & Partners',
  firstName: 'Margaret',
  lastName: 'Whitcombe',
  email: 'margaret@quill.example',
  password: 'seven-lamps-over-water',
};

describe('creating the firm', () => {
  test('makes its first Partner Admin, who sets up the second factor next', async () => {
    const fixture = createFixture({ hasFirm: false });
    const visit = visitAt(await createFirm(fixture.context, FIRM), 'authenticator');
    expect(visit.setupCodeMac).toBeNull();
    expect(getFirm(fixture.read)).toMatchObject({
      name: FIRM.firmName,
      isSample: false,
      isSetupCodeRequired: true,
      setupCodeMinutes: 1440,
    });
    expect(listAdmins(fixture.read)).toMatchObject([
      { email: FIRM.email, role: 'partner_admin', hasAllClients: true, status: 'active', twoFactor: 'not_set_up' },
    ]);
    expect(fixture.activity().map((record) => record.action)).toEqual(['firm.created']);
    expect(dump(fixture.read)).not.toContain(FIRM.password);
    fixture.checkChain();
  });
  test('keeps where people sign in, and records it', async () => {
    const fixture = createFixture({ hasFirm: false });
    await createFirm(fixture.context, { ...FIRM, signInPlace: 'In the reception.' });
    expect(getFirm(fixture.read)?.signInPlace).toBe('In the reception.');
    expect(fixture.activity()[0]?.detail).toEqual({ signInPlace: 'In the reception.' });
  });
  test('leaves no factor when it is abandoned: the next sign-in asks again, with another secret', async () => {
    const fixture = createFixture({ hasFirm: false });
    const first = visitAt(await createFirm(fixture.context, FIRM), 'authenticator');
    const second = visitAt(await signIn(fixture.context, FIRM), 'authenticator');
    expect([...second.secret]).not.toEqual([...first.secret]);
    expect(fixture.read.all('SELECT * FROM authenticators')).toEqual([]);
  });
  test('makes one firm when it is done twice, in a row or at the same time', async () => {
    const fixture = createFixture({ hasFirm: false });
    const results = await Promise.allSettled([
      createFirm(fixture.context, FIRM),
      createFirm(fixture.context, { ...FIRM, firmName: 'Other', email: 'other@quill.example' }),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const before = dump(fixture.read);
    expect(await refusalIn(createFirm(fixture.context, FIRM))).toEqual({ code: 'not_now' });
    expect(dump(fixture.read)).toBe(before);
    expect(listAdmins(fixture.read)).toHaveLength(1);
  });
  test.each([
    ['short', 'tiny'],
    ['common', 'password1234'],
    ['a run', 'abcabcabcabcabc'],
    ["the person's own name", 'margaretwhitcombe'],
    ["the firm's own name", 'Quill&Partners-1'],
    ['too long', 'vqmzkt-wrhpd '.repeat(10)],
  ])('refuses a password that is %s beside the field and makes nothing', async (_name, password) => {
    const fixture = createFixture({ hasFirm: false });
    const refusal = await refusalIn(createFirm(fixture.context, { ...FIRM, password }));
    expect(refusal).toMatchObject({ code: 'bad_input', fields: [{ field: 'password' }] });
    expect(JSON.stringify(refusal)).not.toContain(password);
    expect(getFirm(fixture.read)).toBeUndefined();
  });
});
