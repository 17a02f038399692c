// Words that several screens of one's own account share.
import { plural } from '../words/user-words.ts';

export const othersEnded = (count: number): string =>
  count === 0
    ? 'You are not signed in anywhere else.'
    : `${plural(count, 'other session was', 'other sessions were')} ended.`;
