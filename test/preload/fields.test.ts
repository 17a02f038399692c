// Fields that several requests share: the same entry gets the same answer everywhere.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { contract } from '../../preload/contract/index.ts';

const access = { scope: 'all', add: [], remove: [], joinsNewClients: false };
const edit = { userId: 1, version: 1, firstName: 'Ann', lastName: 'Vance', email: null, phone: null, code: '' };
const invited = { email: 'ann@firm.com', firstName: '', lastName: '', phone: '' };
const firm = { firmName: 'Quill', firstName: 'Ann', lastName: '', email: 'ann@firm.com', password: 'x' };

/** Whether each place where an account is given an email takes this one. */
const takesEmail = (email: string): readonly boolean[] => [
  v.is(contract['users.invite'].input, { people: [{ ...invited, email }], role: 'partner_ops', access, code: '' }),
  v.is(contract['users.edit'].input, { ...edit, email, role: 'partner_ops', access: null }),
  v.is(contract['firm.create'].input, { ...firm, email }),
];

describe('an email that an account is given', () => {
  test.each([
    'ann@firm.com',
    ' ann@firm.com ',
    "o'brien+tax@firm.co.uk",
    'zoë@bücher.example',
    'иван@почта.рф',
  ])('%s is taken everywhere', (email) => {
    expect(takesEmail(email)).toEqual([true, true, true]);
  });
  test.each([
    "'ann@firm.com'",
    'mailto:ann@firm.com',
    '(ann@firm.com)',
    '“ann@firm.com”',
    '<ann@firm.com>',
    'Ann <ann@firm.com>',
    'ann@firm.com.',
    'ann@firm.com,',
    'a..b@firm.com',
    '.a@firm.com',
    'ann@-firm.com',
    'ann@firm-.com',
    'ann@firm..com',
    'ann@firm',
    'ann@firm.c',
    'ann@192.168.0.1',
    'ann@tom@firm.com',
    'ann@fi\u00ADrm.com',
    `${'a'.repeat(65)}@firm.com`,
    '',
  ])('that no mail server delivers to is refused everywhere: %j', (email) => {
    expect(takesEmail(email)).toEqual([false, false, false]);
  });
});

describe('the two names of a person', () => {
  const takesNames = (firstName: string, lastName: string): readonly boolean[] => {
    const names = { firstName, lastName };
    return [
      v.is(contract['firm.create'].input, { ...firm, ...names }),
      v.is(contract['session.activate'].input, { ...names, password: 'x' }),
      v.is(contract['account.edit'].input, { ...names, version: 1 }),
    ];
  };
  test('one of the two is enough', () => {
    expect(takesNames('Ann', 'Vance')).toEqual([true, true, true]);
    expect(takesNames('Suharto', '')).toEqual([true, true, true]);
    expect(takesNames('', 'Suharto')).toEqual([true, true, true]);
  });
  test('none is refused beside the first field', () => {
    expect(takesNames('', ' \u00A0')).toEqual([false, false, false]);
    const { issues } = v.safeParse(contract['session.activate'].input, { firstName: '', lastName: '', password: 'x' });
    expect(issues?.map(({ path, message }) => [path?.[0].key, message])).toEqual([
      ['firstName', 'Enter a first or a last name.'],
    ]);
  });
});

test('spaces in the name of a client are one space', () => {
  const client = { name: ' Smith &  Co\u00A0\u2003Ltd ', type: 'company', accountingSoftware: '' };
  expect(v.parse(contract['clients.add'].input, client).name).toBe('Smith & Co Ltd');
});
