// An act that can be repeated without being done twice: one request of a signed-in person, under an id that the main
// process of their window has made and keeps while the answer may be lost. The codes of the act are derived from the id,
// so a repetition shows the same ones and nothing of them is stored.
import { createCipheriv } from 'node:crypto';
import type { UserId } from '../../domain/user.ts';
import type { Session } from '../../storage/tables/sessions.ts';
import type { SecretBox } from '../secrets/secret-box.ts';

const KINDS = [
  'setup_code',
  'one_time_code',
  'temporary_code',
  'recovery_code',
  'recovery_kit',
  'recovery_code_salt',
  'recovery_kit_salt',
] as const;

/** What is derived: what it is for, whose it is, and which one of several. */
interface Derived {
  readonly kind: (typeof KINDS)[number];
  readonly userId: UserId;
  readonly index?: number;
}

/** A code that a window shows. */
export interface IssuedBy extends Derived {
  readonly kind: 'setup_code' | 'one_time_code' | 'temporary_code' | 'recovery_code' | 'recovery_kit';
}

export interface Act {
  /**
   * What the record keeps: a keyed hash of id and session. Another person, another session and another desktop have
   * another mark for the same id. Neither the id nor a code follows from it.
   */
  readonly mark: string;
  readonly actorId: UserId;
  /** Set when a record of the act was written. */
  isRecorded: boolean;
  /** The codes that were made so far, by their text. */
  readonly issued: Map<string, IssuedBy>;
  /** So many bytes for each of them, in one row. Nobody can compute them without both the data key and the id. */
  derive(all: readonly Derived[], byteCount: number): Uint8Array;
}

const MARK_BYTES = 16;
const BLOCK_BYTES = 16;

/** @param id 128 random bits as text; stored nowhere. */
export function createAct({ secretBox }: { readonly secretBox: SecretBox }, id: string, session: Session): Act {
  const place = [id, session.id].join(':');
  return {
    mark: Buffer.from(secretBox.mac('act', place).subarray(0, MARK_BYTES)).toString('base64url'),
    actorId: session.userId,
    isRecorded: false,
    issued: new Map(),
    derive: (all, byteCount) => expand(secretBox.mac('issued_code', place), all, byteCount),
  };
}

/**
 * AES-256 under the key of the act, as a keyed function of blocks that are all different: a bulk reset derives its codes
 * in one call, where an HMAC for each would take a tenth of the reset.
 */
function expand(key: Uint8Array, all: readonly Derived[], byteCount: number): Uint8Array {
  const parts = Math.ceil(byteCount / BLOCK_BYTES);
  const blocks = Buffer.alloc(all.length * parts * BLOCK_BYTES);
  for (const [i, { kind, userId, index = 0 }] of all.entries())
    for (let part = 0; part < parts; part += 1) {
      const at = (i * parts + part) * BLOCK_BYTES;
      blocks[at] = KINDS.indexOf(kind);
      blocks[at + 1] = part;
      blocks.writeUInt32BE(index, at + 4);
      blocks.writeUInt32BE(Math.floor(userId / 2 ** 32), at + 8);
      blocks.writeUInt32BE(userId % 2 ** 32, at + 12);
    }
  const bytes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(blocks);
  const cut = new Uint8Array(all.length * byteCount);
  for (let i = 0; i < all.length; i += 1) {
    const from = i * parts * BLOCK_BYTES;
    cut.set(bytes.subarray(from, from + byteCount), i * byteCount);
  }
  return cut;
}
