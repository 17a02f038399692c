// The check at the end of a move, in sentences.
import type { Screen } from '../../preload/contract/index.ts';
import { isolate } from './isolate.ts';

type Arrival = NonNullable<Extract<Screen, { name: 'sign_in' }>['arrival']>;

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString('en-GB')} ${many}`;

export function arrivedSentences(arrival: Arrival): {
  readonly good: readonly string[];
  readonly bad: readonly string[];
} {
  const { movedFrom, people, records, isRecordIntact, secretsOpened, secretsClosed } = arrival;
  return {
    good: [
      `It comes from the computer ${isolate(movedFrom)}, which should say now that this firm was moved.`,
      isRecordIntact
        ? 'The database and the activity record were checked from beginning to end.'
        : 'The database was checked from beginning to end.',
      `${counted(people, 'person', 'people')} and ${counted(records, 'activity record', 'activity records')}, as many as there were.`,
      ...(secretsClosed === 0
        ? [
            `The key opens every secret: ${counted(secretsOpened, 'password or authenticator', 'passwords and authenticators')}.`,
          ]
        : []),
      'Codes from before the move are void. Issue new ones where people wait for them.',
    ],
    bad: [
      ...(isRecordIntact
        ? []
        : [
            'The activity record does not fit together: another program had changed it. In Activity, Verify shows where.',
          ]),
      ...(secretsClosed === 0
        ? []
        : [
            `${counted(secretsClosed, 'secret does not open', 'secrets do not open')}: another program had changed them. These people cannot sign in, and need a reset.`,
          ]),
    ],
  };
}
