// The result of a reset for several users: the counts, the setup codes as a file, and the list.
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type { BulkCounts, OutputOf } from '../../../preload/contract/index.ts';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import type { Action } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { duration } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import { BulkLetters } from './bulk-letters.tsx';
import styles from './bulk-reset-dialog.module.css';
import { BulkRows } from './bulk-rows.tsx';

interface BulkResultProps {
  readonly plan: OutputOf<'bulkResets.prepare'>;
  readonly result: OutputOf<'bulkResets.start'>;
  readonly isSaved: boolean;
  readonly saving: Pick<Action, 'isBusy' | 'failure'>;
  /** @returns what stays of the code. */
  readonly onSave: (code: string) => Promise<string>;
  /** The emails of the people whose letters are passed on. */
  readonly passedOn: ReadonlySet<string>;
  readonly onPassedOn: (emails: readonly string[], isPassedOn: boolean) => void;
}

const people = (count: number): string => plural(count, 'person', 'people');

export function BulkOutcome({ result }: Pick<BulkResultProps, 'result'>) {
  return (
    <Banner tone={result.counts.reset > 0 ? 'ok' : 'attention'}>
      <strong>
        {result.isCancelled ? 'Stopped. ' : ''}2FA was reset for {people(result.counts.reset)}.
      </strong>
      {restSentence(result.counts)}
    </Banner>
  );
}

export function BulkResult({ plan, result, isSaved, saving, onSave, passedOn, onPassedOn }: BulkResultProps) {
  const [code, setCode] = useState('');
  return (
    <div className={columns['column']}>
      {result.codes > 0 && (
        <div className={styles['codes']}>
          <p>
            {isSaved
              ? 'The file is now the only place where the setup codes are. Pass each on the same way you checked who it is, then delete the file.'
              : `${plural(result.codes, 'setup code is', 'setup codes are')} ready, good for ${duration(plan.setupCodeMinutes ?? 0)}. Each person gets a letter. Or save all codes once, as a file for a spreadsheet: after that only the file has them.`}
          </p>
          {!isSaved && (
            <>
              {/* It appears when the dialog was left open for longer than the code of the reset is good for. */}
              <OwnCode isNeeded={false} code={code} onCode={setCode} failure={saving.failure} />
              <Button isBusy={saving.isBusy} onClick={() => void onSave(code).then(setCode)}>
                <FileDown size={16} aria-hidden />
                Save setup codes
              </Button>
            </>
          )}
          <FailureBanner failure={saving.failure} />
        </div>
      )}
      {result.codes > 0 && !isSaved && (
        <BulkLetters bulkId={plan.bulkId} total={result.codes} passedOn={passedOn} onPassedOn={onPassedOn} />
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
