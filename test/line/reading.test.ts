// What a desktop asks without an answer is said to be unknown, except where it only reads.
import { expect, test } from 'vitest';
import { isReading } from '../../main/line/remote-door.ts';
import { ACTS } from '../ipc/acts.ts';
import { NAMES } from '../ipc/requests.ts';

test('a request that is taken to read changes nothing', () => {
  const reading = NAMES.filter(isReading);
  expect(reading.length).toBeGreaterThan(20);
  expect(reading.filter((name) => ACTS[name] !== 'changes nothing')).toEqual([]);
  expect(reading).toEqual(expect.arrayContaining(['overview.read', 'reviews.report', 'reviews.listRows']));
});
