// What the record says of a number that was printed on paper, as sentences: the verdict first.
import type { OutputOf } from '../../preload/contract/index.ts';
import { exactTime } from './time-words.ts';
import type { VerdictWords } from './verify-words.ts';

type PrintedCheck = OutputOf<'activity.checkPrinted'>;

const OTHER_REASONS =
  'Compare the letters with the paper again. If they are right, somebody changed the record, an older backup was restored, or the paper is of another firm.';

export function printedWords({ verdict, number, at, last, firstAltered }: PrintedCheck): VerdictWords {
  const record = `Record ${number.toLocaleString('en-GB')}`;
  switch (verdict) {
    case 'as_printed': {
      const time = at === null ? '' : `, of ${exactTime(at)},`;
      const all = number === 1 ? '' : ' So are all records before it.';
      return { tone: 'ok', sentences: [`${record}${time} is as it was printed.${all}`] };
    }
    case 'differs':
      return { tone: 'danger', sentences: [`${record} differs from what was printed.`, OTHER_REASONS] };
    case 'no_such_record':
      return {
        tone: 'danger',
        sentences: [
          `There is no such record: the last one is ${last.toLocaleString('en-GB')}.`,
          'Compare the number with the paper again. If it is right, the end of the record was cut off, an older backup was restored, or the paper is of another firm.',
        ],
      };
    case 'earlier_altered':
      return {
        tone: 'danger',
        sentences: [
          firstAltered === number
            ? `${record} has the letters that were printed, but it was changed since.`
            : `${record} has the letters that were printed, but record ${(firstAltered ?? 0).toLocaleString('en-GB')} before it is not as Rekey wrote it.`,
          'Verify shows all records that do not fit.',
        ],
      };
  }
}
