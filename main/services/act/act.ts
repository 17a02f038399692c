// An act that can be repeated without being done twice: one request of a signed-in person, under an id that the main
// process of their window has made and keeps while the answer may be lost. The codes of the act are derived from the id,
// so a repetition shows the same ones and nothing of them is stored.
import type { UserId } from '../../domain/user.ts';
import type { Session } from '../../storage/tables/sessions.ts';
import type { SecretBox } from '../secrets/secret-box.ts';

/** A code of an act: what it is for, whose it is, and which one of several. */
export interface IssuedBy {
  readonly kind: 'setup_code' | 'one_time_code' | 'temporary_code' | 'recovery_code' | 'recovery_kit';
  readonly userId: UserId;
  readonly index?: number;
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
  /** 32 bytes that nobody can compute without both the data key and the id. */
  derive(what: string): Uint8Array;
}

const MARK_BYTES = 16;

/** @param id 128 random bits as text; stored nowhere. */
export function createAct({ secretBox }: { readonly secretBox: SecretBox }, id: string, session: Session): Act {
  const place = `${id}:${session.id}`;
  return {
    mark: Buffer.from(secretBox.mac('act', place).subarray(0, MARK_BYTES)).toString('base64url'),
    actorId: session.userId,
    isRecorded: false,
    issued: new Map(),
    derive: (what) => secretBox.mac('issued_code', `${what}:${place}`),
  };
}
