import { expect, test } from 'vitest';
import { readPairing, toAddressText, toPairingText } from '../../main/domain/pairing.ts';

const CODE = 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789';
const halves = { fingerprint: 'ABCD-EFGH-JKMN-PQRS', secret: 'TVWX-YZ01-2345-6789' };

test.each([
  ['192.168.1.20', { host: '192.168.1.20', port: 27_443 }],
  [' 192.168.1.20:4000 ', { host: '192.168.1.20', port: 4000 }],
  ['office-1.firm.example', { host: 'office-1.firm.example', port: 27_443 }],
  ['[fd00::12]:4000', { host: 'fd00::12', port: 4000 }],
  ['[fd00::12]', { host: 'fd00::12', port: 27_443 }],
  ['fd00::12', { host: 'fd00::12', port: 27_443 }],
])('the address %j is read', (typed, address) => {
  expect(readPairing(typed, CODE)).toEqual({ addresses: [address], halves });
});

test.each([
  '',
  ' ',
  'a b',
  'http://office',
  '10.0.0.1:0',
  '10.0.0.1:65536',
  '10.0.0.1:x',
  '[zz]:1',
  '-a',
  '../x',
  'a:1:2',
])('the address %j is refused', (typed) => {
  expect(readPairing(typed, CODE)).toBe('address');
});

test('a code is read however it is typed, and one of another length is refused', () => {
  expect(readPairing('office', 'abcd efgh jkmn pqrs tvwx yzo1 2345 6789')).toMatchObject({ halves });
  expect(readPairing('office', `The code is ${CODE}.`)).toMatchObject({ halves });
  for (const typed of ['', 'ABCD', 'ABCD-EFGH-JKMN-PQRS', `${CODE} ${CODE}`])
    expect(readPairing('office', typed)).toBe('code');
});

test('a pairing file is read as it is written, whole or without its code', () => {
  const addresses = [
    { host: '192.168.1.20', port: 27_443 },
    { host: 'fd00::12', port: 4000 },
  ];
  const file = toPairingText(addresses.map(toAddressText), CODE);
  expect(readPairing(file, '')).toEqual({ addresses, halves });
  expect(readPairing(file.replaceAll('\n', '\r\n'), '')).toEqual({ addresses, halves });
  expect(readPairing('Address: office\nAddress: office-2', CODE)).toMatchObject({
    addresses: [{ host: 'office' }, { host: 'office-2' }],
  });
});
