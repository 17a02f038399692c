// The number on file, as people type it and as it stands in signatures, spreadsheets and web pages.
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { phone } from '../../preload/contract/fields.ts';
import { toPhoneNumber } from '../../preload/contract/phone-number.ts';

test.each([
  ['+44 20 7946 0000', '+44 20 7946 0000'],
  ['(555) 123-4567', '(555) 123-4567'],
  ['(020) 7946 0000', '(020) 7946 0000'],
  ['( 020 ) 7946 0000', '(020) 7946 0000'],
  ['+44 (0)20 7946 0000', '+44 (0)20 7946 0000'],
  ['(+44) 20 7946 0000', '(+44) 20 7946 0000'],
  ['020\u00A07946\u202F0000', '020 7946 0000'],
  ['020\t7946  0000', '020 7946 0000'],
  ['555–123—4567', '555-123-4567'],
  ['555\u2011123\u22124567', '555-123-4567'],
  ['555.123.4567', '555.123.4567'],
  ['030/123456', '030/123456'],
  ['020 7946 0000 ext. 12', '020 7946 0000 ext. 12'],
  ['020 7946 0000 extension 12', '020 7946 0000 ext. 12'],
  ['020 7946 0000, Ext: 12', '020 7946 0000 ext. 12'],
  ['020 7946 0000 x12', '020 7946 0000 ext. 12'],
  ['020 7946 0000x12', '020 7946 0000 ext. 12'],
  ['020 7946 0000 #12', '020 7946 0000 ext. 12'],
  ['tel:+1-555-123-4567;ext=12', '+1-555-123-4567 ext. 12'],
  ['tel:+15551234567', '+15551234567'],
  ['Tel.: 020 7946 0000', '020 7946 0000'],
  ['Mobile: 07700 900123', '07700 900123'],
  ['٠٢٠ ٧٩٤٦ ٠٠٠٠', '020 7946 0000'],
  ['۰۲۰ ۷۹۴۶ ۰۰۰۰', '020 7946 0000'],
  ['०२० ७९४६ ००००', '020 7946 0000'],
  ['＋４４（２０）７９４６－００００', '+44(20)7946-0000'],
  ['\u202A+44 20 7946 0000\u202C', '+44 20 7946 0000'],
  ['020\u200B7946\u200E0000', '02079460000'],
  ['12345', '12345'],
  ['123456789012345', '123456789012345'],
])('%s is stored as %s, which stays as it is', (typed, stored) => {
  expect(v.parse(phone, typed)).toBe(stored);
  expect(v.parse(phone, stored)).toBe(stored);
});

test.each([
  '0000',
  '00000',
  '+11111111',
  '(000) 000-0000',
  '000 000 ext. 12',
  '1234',
  '1234567890123456',
  '020 7946 0000 / 07700 900123',
  '+44 20 7946 0000 +44 20 7946 0001',
  '020 +7946 0000',
  '(020 7946 0000',
  '020) 7946 0000',
  '((020)) 7946 0000',
  '() 7946 0000',
  '-020 7946 0000',
  '020 7946 0000 ext. 1234567',
  'ring the bell',
  '1-800-FLOWERS',
  'ext. 12',
  '#12',
  'tel:',
  'ann@firm.com',
  '020 7946 0000; drop',
])('%s is no phone number', (typed) => {
  expect(toPhoneNumber(typed)).toBeUndefined();
  expect(v.is(phone, typed)).toBe(false);
});

test('nothing is no number on file', () => {
  expect(v.parse(phone, ' \u00A0')).toBe('');
});

test('the longest text that a field takes is read at once', () => {
  for (const part of ['(', '1 ', '+', '() ', 'x', ' ;', '(1)', '-.'])
    expect(toPhoneNumber(part.repeat(40))).toBeUndefined();
});
