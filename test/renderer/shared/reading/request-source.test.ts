// What a component reads from main: the newest answer wins, whatever order the answers come in.
import { expect, test } from 'vitest';
import { RequestFailed } from '../../../../renderer/bridge.ts';
import { RequestSource } from '../../../../renderer/shared/reading/request-source.ts';

/** A question whose answers come when the test settles them. */
function makeQuestion<T>() {
  const waiting: { resolve(value: T): void; reject(error: unknown): void }[] = [];
  const read = () => new Promise<T>((resolve, reject) => waiting.push({ resolve, reject }));
  return { waiting, read };
}

test('an alert that arrives while the alerts are read is shown', async () => {
  const { waiting, read } = makeQuestion<string[]>();
  const source = new RequestSource(read);
  const first = source.reload();
  // Main read the list before the alert came. It announces the alert before its answer arrives.
  const second = source.reload();
  expect(waiting).toHaveLength(2);
  waiting[0]?.resolve(['old alert']);
  await first;
  waiting[1]?.resolve(['new alert', 'old alert']);
  await second;
  expect(source.getAnswer().value).toEqual(['new alert', 'old alert']);
});

test('a late answer does not take the place of a newer one', async () => {
  const { waiting, read } = makeQuestion<string>();
  const source = new RequestSource(read);
  const first = source.reload();
  const second = source.reload();
  waiting[1]?.resolve('new');
  await second;
  waiting[0]?.reject(new Error('late'));
  await first;
  expect(source.getAnswer()).toEqual({ value: 'new', failure: undefined });
});

test('a refusal appears beside the old value, and goes with the next answer', async () => {
  const answers = [() => 'one', () => Promise.reject(new RequestFailed({ code: 'forbidden' })), () => 'two'];
  const source = new RequestSource(async () => answers.shift()?.());
  let told = 0;
  source.subscribe(() => {
    told += 1;
  });
  await source.reload();
  expect(await source.reload()).toBeUndefined();
  expect(source.getAnswer()).toEqual({ value: 'one', failure: { code: 'forbidden' } });
  expect(await source.reload()).toBe('two');
  expect(source.getAnswer()).toEqual({ value: 'two', failure: undefined });
  expect(told).toBe(3);
});

test('an error that is not an answer of main is a fault of the window', async () => {
  const source = new RequestSource(() => Promise.reject(new Error('no')));
  await source.reload();
  expect(source.getAnswer().failure).toEqual({ code: 'unexpected', reference: 'window' });
});

test('without a read function nothing is asked', async () => {
  const source = new RequestSource<string>(undefined);
  expect(await source.reload()).toBeUndefined();
  expect(source.getAnswer()).toEqual({ value: undefined, failure: undefined });
});
