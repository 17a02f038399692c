// Roles as people write them in a list.
import type { UserRow } from '../contract/index.ts';
import { ROLE_WORDS } from './words.ts';

type Role = UserRow['role'];

const toKey = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const BY_KEY = new Map((Object.keys(ROLE_WORDS) as Role[]).map((role) => [toKey(ROLE_WORDS[role]), role]));

/** "client admin", "Client_Admin" and "CLIENT ADMIN" are one role. @returns undefined for a word that is no role. */
export const readRole = (cell: string): Role | undefined => BY_KEY.get(toKey(cell));
