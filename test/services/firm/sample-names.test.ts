// The sample firm is believable: its clients are what their names say.
import { expect, test } from 'vitest';
import { CLIENT_NAMES, CLIENT_TYPES_BY_NAME } from '../../../main/services/firm/sample-names.ts';

const typeOf = (name: string) => CLIENT_TYPES_BY_NAME[name] ?? 'company';

test('every type belongs to a client of the sample, and all types occur', () => {
  expect(Object.keys(CLIENT_TYPES_BY_NAME).filter((name) => !CLIENT_NAMES.includes(name))).toEqual([]);
  expect([...new Set(CLIENT_NAMES.map(typeOf))].sort()).toEqual([
    'charity',
    'company',
    'partnership',
    'sole_trader',
    'trust',
  ]);
});

test('only what is named a fund, a trust or a theatre is a charity or a trust', () => {
  const charities = CLIENT_NAMES.filter((name) => ['charity', 'trust'].includes(typeOf(name)));
  expect(charities.filter((name) => !/Fund|Trust|Theatre/.test(name))).toEqual([]);
  expect(typeOf('Bramble Bakery')).toBe('sole_trader');
});
