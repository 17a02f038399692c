// What is said about a computer's clock that jumped or went back.
import type { AppState } from '../../preload/contract/index.ts';
import { exactTime, roughly } from './time-words.ts';

type ShownClock = NonNullable<AppState['clock']>;

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export function clockSentences({ minutes, isFollowed, until, helpers }: ShownClock): string {
  const span = roughly(Math.abs(minutes));
  const admin = helpers.length === 0 ? 'a Partner Admin' : OR.format(helpers);
  const remedy =
    until === null
      ? 'the next code of an authenticator app confirms it.'
      : `${admin} accepts it by signing in with a recovery code.`;
  const what =
    isFollowed && until !== null
      ? `This computer’s clock is ${span} behind a time that it showed before. Codes are refused until it shows ${exactTime(until)}.`
      : `This computer’s clock has jumped ${span} ${minutes > 0 ? 'ahead' : 'back'}. Rekey goes on by its own time.`;
  return `${what} Set the clock right. If it is right now, ${remedy}`;
}
