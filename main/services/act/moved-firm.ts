// Whether this copy of the firm was moved to another computer. The newest record about a move says so, with a keyed hash:
// a program that writes such a record into the file closes no firm with it. Nobody signs in to a moved copy, and nothing
// more is done in it.
import { hostname } from 'node:os';
import type { Reader } from '../../storage/engine/database.ts';
import { getNewestMove } from '../../storage/tables/moves.ts';
import { isSameBytes, type SecretBox } from '../secrets/secret-box.ts';

interface Box {
  readonly secretBox: SecretBox;
}

export interface MovedFirm {
  /** Epoch ms. */
  readonly at: number;
  readonly fileName: string;
  readonly byName: string | null;
}

const macOf = ({ secretBox }: Box, seq: number, fileName: string): Uint8Array =>
  secretBox.mac('moved', `${seq} ${fileName}`);

/** @param seq of the record that has it. */
export const sealMove = (box: Box, seq: number, fileName: string): string =>
  Buffer.from(macOf(box, seq, fileName)).toString('base64url');

/** The last moment that has a date. */
const LATEST_MS = 8.64e15;
const LONGEST_NAME = 200;

/** Undefined where the firm is at home here. */
export function findMove(box: Box, reader: Reader): MovedFirm | undefined {
  const newest = getNewestMove(reader);
  if (newest?.action !== 'firm.moved') return undefined;
  const { fileName, seal } = newest.detail;
  if (typeof fileName !== 'string' || typeof seal !== 'string') return undefined;
  const isOurs = isSameBytes(Buffer.from(seal, 'base64url'), macOf(box, newest.seq, fileName));
  if (!isOurs) return undefined;
  // The seal does not cover these. What another program has written there must not keep the page from being shown.
  const at = Math.min(Math.max(newest.at, 0), LATEST_MS);
  return { at, fileName, byName: newest.actorName?.slice(0, LONGEST_NAME) ?? null };
}

/** The name of this computer, for records: without what cannot be seen in it. */
export const computerName = (): string =>
  hostname()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, 100);
