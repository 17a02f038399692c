// What the screens of one's own account have to say more than once.
import { plural } from '../words/user-words.ts';

export const othersEnded = (count: number): string =>
  count === 0
    ? 'You are not signed in anywhere else.'
    : `${plural(count, 'other session was', 'other sessions were')} ended.`;
