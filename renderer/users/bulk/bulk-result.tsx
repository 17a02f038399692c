// The result of a reset for several users: the counts, the setup codes as a file, and the list.
import type { BulkCounts, OutputOf } from '../../../preload/contract/index.ts';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { Banner } from '../../ui/banner.tsx';
import { cutSentence } from '../../words/bulk-words.ts';
import { duration } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import { BulkRows } from './bulk-rows.tsx';
import { HeldCodes } from './held-codes.tsx';
import type { HeldCodes as Held } from './use-held-codes.ts';

interface BulkResultProps {
  readonly plan: OutputOf<'bulkResets.prepare'>;
  readonly result: OutputOf<'bulkResets.start'>;
  readonly held: Held;
}

const people = (count: number): string => plural(count, 'person', 'people');

export function BulkOutcome({ result }: Pick<BulkResultProps, 'result'>) {
  return (
    <Banner tone={result.counts.reset > 0 && result.cut === null ? 'ok' : 'attention'}>
      <strong>
        {result.isCancelled ? 'Stopped. ' : ''}
        {result.cut && `${cutSentence(result.cut, 'reset those who were not reached')} `}2FA was reset for{' '}
        {people(result.counts.reset)}.
      </strong>
      {restSentence(result.counts)}
    </Banner>
  );
}

export function BulkResult({ plan, result, held }: BulkResultProps) {
  return (
    <div className={columns['column']}>
      {result.codes > 0 && (
        <HeldCodes
          bulkId={plan.bulkId}
          kind="setup_code"
          total={result.codes}
          goodFor={duration(plan.setupCodeMinutes ?? 0)}
          held={held}
          advice="Pass each on the same way you checked who it is, then delete the file."
        />
      )}
      <BulkRows bulkId={plan.bulkId} of="result" />
    </div>
  );
}

/** One sentence about the users who were not reset. */
function restSentence({ skipped, refused, notReached }: BulkCounts): string {
  const parts = [
    skipped > 0 ? `${people(skipped)} changed since the preview and ${skipped === 1 ? 'was' : 'were'} skipped` : '',
    refused > 0 ? `${people(refused)} could not be reset` : '',
    notReached > 0 ? `${people(notReached)} ${notReached === 1 ? 'was' : 'were'} not reached` : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
}
