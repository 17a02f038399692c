// What Rekey ships hashes with. The other tests take less memory.
import { hashRaw } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { createPasswordHasher, PASSWORD_COST } from '../../../main/services/secrets/password-hasher.ts';

const shipped = createPasswordHasher(PASSWORD_COST);

test('a password is hashed with Argon2id, 64 MiB and three passes', async () => {
  const hash = await shipped.hash('seven-lamps-over-water');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(await shipped.verify(hash, 'seven-lamps-over-water')).toBe(true);
  expect(await shipped.verify(hash, 'seven-lamps-over-land')).toBe(false);
});
test('a recovery code is hashed with Argon2id, 19 MiB and two passes', async () => {
  const salt = new Uint8Array(16).fill(3);
  const code = '7F3K-9QWM-2XTP-HV4D';
  const wanted = await hashRaw(code, { memoryCost: 19_456, timeCost: 2, parallelism: 1, salt });
  expect(Buffer.from(await shipped.hashCode(code, salt)).equals(wanted)).toBe(true);
});
