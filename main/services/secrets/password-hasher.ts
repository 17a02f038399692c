// Memory-hard hashing off the main loop. It uses @node-rs/argon2: Electron's crypto has no argon2, and its scrypt
// blocks the main loop for a third of a second.
import { hash, hashRaw, parseOptions, verify } from '@node-rs/argon2';

export interface PasswordHasher {
  /** @returns a PHC string, which carries its parameters and salt. */
  hash(password: string): Promise<string>;
  verify(hashed: string, password: string): Promise<boolean>;
  /** Takes as long as a real verification, so an unknown email does not answer sooner than a known one. */
  verifyNothing(password: string): Promise<void>;
  /** The hash was made with weaker parameters than today's. */
  isOutdated(hashed: string): boolean;
  /** 32 bytes, for recovery codes (80 random bits each, so the lighter parameters suffice). */
  hashCode(code: string, salt: Uint8Array): Promise<Uint8Array>;
}

/** Without a hash it answers false after as long as a real verification takes. */
export async function isRightPassword(
  hasher: PasswordHasher,
  hashed: string | undefined,
  password: string,
): Promise<boolean> {
  if (hashed !== undefined) return hasher.verify(hashed, password);
  await hasher.verifyNothing(password);
  return false;
}

export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP Password Storage sets the floor at 19 MiB, t=2, p=1. Rekey uses 64 MiB, t=3, p=1 (about 90 ms). */
export const PASSWORD_COST: HashCost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const CODE_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id is the default algorithm of the library. @param codeCost of recovery codes, which are random. */
export function createPasswordHasher(cost: HashCost, codeCost: HashCost = CODE_COST): PasswordHasher {
  // A well-formed hash that no password has. Verifying against it takes as long as against a real one, from the first
  // time on.
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
  const decoy = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${base64(new Uint8Array(16))}$${base64(new Uint8Array(32))}`;
  // Unicode can spell one character in several ways. NFKC makes a password the same on every keyboard.
  const normal = (password: string): string => password.normalize('NFKC');
  return {
    hash: (password) => hash(normal(password), cost),
    verify: (hashed, password) => verify(hashed, normal(password)),
    async verifyNothing(password) {
      await verify(decoy, normal(password));
    },
    isOutdated(hashed) {
      const used = parseOptions(hashed);
      return used.memoryCost < cost.memoryCost || used.timeCost < cost.timeCost;
    },
    hashCode: (code, salt) => hashRaw(code, { ...codeCost, salt }),
  };
}
