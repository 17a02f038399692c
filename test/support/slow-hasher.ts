// A password hasher whose answers wait until the test lets them go, so that a test can act while a proof is checked.
import type { PasswordHasher } from '../../main/services/secrets/password-hasher.ts';
import { createInstantHasher } from './seeded.ts';

export interface SlowHasher extends PasswordHasher {
  /** From now on answers wait. */
  hold(): void;
  /** Lets all answers go that wait, and those that come. */
  release(): void;
}

export function createSlowHasher(): SlowHasher {
  const instant = createInstantHasher();
  let gate = Promise.resolve();
  let open: () => void = () => undefined;
  const later = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    await gate;
    return value;
  };
  return {
    hash: (password) => later(instant.hash(password)),
    verify: (hash, password) => later(instant.verify(hash, password)),
    verifyNothing: (password) => later(instant.verifyNothing(password)),
    hashCode: (code, salt) => later(instant.hashCode(code, salt)),
    isOutdated: instant.isOutdated,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open(),
  };
}
