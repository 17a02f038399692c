// The changes that decide a race: of two that cannot both be, exactly one is told that it happened.
import { expect, test } from 'vitest';
import { acceptStep, getAuthenticator } from '../../main/storage/authenticators.ts';
import { getRecoveryCodeSet, spendRecoveryCode } from '../../main/storage/recovery-codes.ts';
import { createBench } from '../support/bench.ts';

test('a step is accepted once, and none before it', async () => {
  const bench = createBench();
  const ann = await bench.addPerson({ role: 'client_ops' });
  const first = (getAuthenticator(bench.read, ann.id)?.lastStep ?? 0) + 5;
  const accept = (step: number): boolean => bench.context.storage.transaction((tx) => acceptStep(tx, ann.id, step, bench.clock.now()));
  expect([accept(first), accept(first), accept(first - 1), accept(first + 1)]).toEqual([true, false, false, true]);
  expect(getAuthenticator(bench.read, ann.id)?.lastStep).toBe(first + 1);
});

test('a recovery code is spent once, and only its own', async () => {
  const bench = createBench();
  const ann = await bench.addPerson({ role: 'client_ops' });
  const bob = await bench.addPerson({ role: 'client_ops' });
  const salt = getRecoveryCodeSet(bench.read, ann.id)?.salt ?? new Uint8Array();
  const hash = await bench.context.passwords.hashCode(ann.recoveryCodes[4] ?? '', salt);
  const spend = (person: { readonly id: typeof ann.id }): boolean =>
    bench.context.storage.transaction((tx) => spendRecoveryCode(tx, person.id, hash, bench.clock.now()));
  expect([spend(bob), spend(ann), spend(ann)]).toEqual([false, true, false]);
  expect(getRecoveryCodeSet(bench.read, ann.id)?.remaining).toBe(9);
  expect(getRecoveryCodeSet(bench.read, bob.id)?.remaining).toBe(10);
});
