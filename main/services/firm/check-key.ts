// "Check now": whether this computer still opens the data key. It is read from the disk again, the key store opens it, and
// it opens a secret of the person who asks. Nothing is changed.
import { DataKeyProblem } from '../../storage/files/data-key.ts';
import { getAuthenticator } from '../../storage/tables/authenticators.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { openAuthenticator } from '../act/credentials.ts';
import { createSecretBox, isSameBytes } from '../secrets/secret-box.ts';

/**
 * `refused`: the key store does not open the key, or its file is damaged. `no_answer`: the key store does not answer.
 * `other_key`: the file holds another key than the one that is in use. `secret_altered`: the key is right, and another
 * program has written the secret.
 */
export type KeyCheck = 'opens' | 'missing' | 'refused' | 'no_answer' | 'other_key' | 'secret_altered';

/** The system may ask the person for a password first. */
const LONGEST_MS = 60_000;

const running = new WeakMap<Context['storage'], Promise<Uint8Array | 'no_answer'>>();

/** A second click, also of a colleague, waits for the same answer of the key store. @param readKey reads it from the disk. */
export async function checkKey(
  { storage, home, random }: Context,
  { user }: Actor,
  readKey: () => Promise<Uint8Array>,
): Promise<KeyCheck> {
  const reading = running.get(storage) ?? readPatiently(readKey).finally(() => running.delete(storage));
  running.set(storage, reading);
  try {
    const key = await reading;
    if (key === 'no_answer') return key;
    if (!isSameBytes(key, home.dataKey)) return 'other_key';
    const authenticator = getAuthenticator(storage.read, user.id);
    const box = { secretBox: createSecretBox(key, random.bytes) };
    const isOpen = authenticator !== undefined && openAuthenticator(box, user.id, authenticator) !== undefined;
    return isOpen ? 'opens' : 'secret_altered';
  } catch (error) {
    if (error instanceof DataKeyProblem) return error.kind === 'missing' ? 'missing' : 'refused';
    throw error;
  }
}

async function readPatiently(readKey: () => Promise<Uint8Array>): Promise<Uint8Array | 'no_answer'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'no_answer'>((resolve) => {
    timer = setTimeout(() => resolve('no_answer'), LONGEST_MS);
  });
  try {
    return await Promise.race([readKey(), silence]);
  } finally {
    clearTimeout(timer);
  }
}
