// What Verify has found in the activity record, as sentences: the verdict first.
import type { OutputOf } from '../../preload/contract/index.ts';
import { exactTime } from './time-words.ts';

type Verification = OutputOf<'activity.verify'>;

export interface VerdictWords {
  readonly tone: 'ok' | 'attention' | 'danger';
  readonly sentences: readonly string[];
}

export function verdictWords({
  records,
  from,
  until,
  breaks,
  breakCount,
  isAlteredBefore,
}: Verification): VerdictWords {
  const count = records === 1 ? 'one record' : `${records.toLocaleString('en-GB')} records`;
  const span = from === null || until === null ? '' : `, from ${exactTime(from)} to ${exactTime(until)}`;
  if (breakCount > 0) {
    const more = breakCount - breaks.length;
    return {
      tone: 'danger',
      sentences: [
        ...breaks.map(breakWords),
        ...(more > 0 ? [`${more.toLocaleString('en-GB')} more places do not fit.`] : []),
        `Verified ${count}${span}.`,
      ],
    };
  }
  const fits = `Verified ${count}${span}. All of them fit together, and the end is as Rekey wrote it.`;
  return isAlteredBefore
    ? {
        tone: 'attention',
        sentences: [fits, 'Earlier, the record was cut, replaced or changed. Alerts and the list below say when.'],
      }
    : { tone: 'ok', sentences: [fits] };
}

const WRONG: Readonly<Record<Verification['breaks'][number]['kind'], readonly [string, string]>> = {
  changed: ['is not as Rekey wrote it', 'are not as Rekey wrote them'],
  missing: ['is missing', 'are missing or do not follow from one another'],
  unreadable: ['cannot be read', 'cannot be read or do not follow from one another'],
};

function breakWords({ first, last, kind }: Verification['breaks'][number]): string {
  const [one, many] = WRONG[kind];
  return first === last
    ? `Record ${first.toLocaleString('en-GB')} ${one}.`
    : `Records ${first.toLocaleString('en-GB')} to ${last.toLocaleString('en-GB')} ${many}.`;
}
