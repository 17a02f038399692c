// What is typed, pasted or chosen to join the firm: main reads what the renderer sends, whatever its form.
import { expect, test } from 'vitest';
import { readPairing, toPairingText } from '../../../main/domain/pairing.ts';
import { readPairingFile, toAddressInput } from '../../../renderer/first-run/pairing-text.ts';

const CODE = 'K7QD-MX4P-2HRT-9WZE-B3NV-7YKC-J5SG-F8QA';
const ADDRESSES = ['192.168.1.20:27443', '[fd12:3456:789a::20]:27443'];

test.each([1, 2])('a pairing file with %i addresses fills both fields, and main reads them', (count) => {
  const addresses = ADDRESSES.slice(0, count);
  const read = readPairingFile(toPairingText(addresses, CODE).replaceAll('\n', '\r\n'));
  expect(read).toEqual({ address: addresses.join(', '), pairingCode: CODE });
  const pairing = readPairing(toAddressInput(read?.address ?? ''), CODE);
  expect(pairing).toMatchObject({
    addresses: [
      { host: '192.168.1.20', port: 27_443 },
      { host: 'fd12:3456:789a::20', port: 27_443 },
    ].slice(0, count),
  });
});

test.each([
  '',
  '192.168.1.20:27443',
  CODE,
  `Pairing code: ${CODE}`,
  'Address: 192.168.1.20:27443',
])('a text that is no pairing file is left to its field: %j', (text) => {
  expect(readPairingFile(text)).toBeUndefined();
});

test('one address goes to main as it was typed', () => {
  expect(toAddressInput(' office server')).toBe('Address: office\nAddress: server');
  expect(toAddressInput(' office-server ')).toBe(' office-server ');
  expect(toAddressInput('')).toBe('');
});
