// How fast strangers may begin handshakes: one network, all of them, and the networks that desktops are in.
import { expect, test } from 'vitest';
import { createStrangerLimits } from '../../main/line/stranger-limits.ts';

function setScene() {
  let now = 0;
  let ends = 0;
  const limits = createStrangerLimits(() => now);
  /** Begins a handshake, and ends it at once. */
  const call = (address: string): boolean => {
    ends += 1;
    const isAdmitted = limits.admit(String(ends), address);
    limits.leave(String(ends));
    return isAdmitted;
  };
  const flood = (addresses: readonly string[]) => addresses.filter(call).length;
  return { limits, call, flood, pass: (ms: number) => (now += ms) };
}
const many = (count: number, address: (i: number) => string) => Array.from({ length: count }, (_, i) => address(i));

test('one network begins a hundred handshakes at once, and then ten a second', () => {
  const { flood, pass } = setScene();
  expect(flood(many(500, () => '192.0.2.7'))).toBe(100);
  pass(1000);
  expect(flood(many(500, () => '192.0.2.7'))).toBe(10);
  pass(3_600_000);
  expect(flood(many(500, () => '192.0.2.7'))).toBe(100);
  // The addresses of one network of IPv6 count as one.
  expect(flood(many(500, (i) => `2001:db8::${i.toString(16)}`))).toBe(100);
});

test('all strangers together begin fifty a second, however many addresses they have', () => {
  const { flood, pass } = setScene();
  expect(flood(many(5000, (i) => `10.0.${i >> 8}.${i & 255}`))).toBe(250);
  pass(1000);
  expect(flood(many(5000, (i) => `10.1.${i >> 8}.${i & 255}`))).toBe(50);
});

test('a flood from elsewhere keeps no desktop out of a network where one has proved itself', () => {
  const { limits, call, flood } = setScene();
  expect(limits.admit('desk', '192.0.2.7')).toBe(true);
  limits.prove('desk');
  flood(many(5000, (i) => `10.0.${i >> 8}.${i & 255}`));
  expect(call('198.51.100.1')).toBe(false);
  expect(call('192.0.2.7')).toBe(true);
});

test('what is open at the same time has a limit, too, and a desktop that has proved itself does not count', () => {
  const { limits } = setScene();
  for (let i = 0; i < 8; i++) expect(limits.admit(`a${i}`, '192.0.2.7')).toBe(true);
  expect(limits.admit('ninth', '192.0.2.7')).toBe(false);
  limits.prove('a0');
  expect(limits.isStranger('a0')).toBe(false);
  expect(limits.admit('ninth', '192.0.2.7')).toBe(true);
  for (let i = 0; i < 56; i++) expect(limits.admit(`b${i}`, `198.51.100.${i}`)).toBe(true);
  expect(limits.admit('one more', '203.0.113.1')).toBe(false);
  // Its network has only its own limit.
  limits.leave('ninth');
  limits.admit('elsewhere', '203.0.113.1');
  expect(limits.admit('tenth', '192.0.2.7')).toBe(true);
});
