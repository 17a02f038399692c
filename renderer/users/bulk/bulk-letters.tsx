// The codes of an act on many people as letters, a hundred people at a time.
import { useState } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import type { LetterCode, LetterKind } from '../../words/letter-words.ts';
import { ManyCodes } from '../results/many-codes.tsx';
import styles from './bulk-reset-dialog.module.css';
import type { HeldCodes } from './use-held-codes.ts';

/** As many as main answers at once. */
const AT_ONCE = 100;

interface BulkLettersProps {
  readonly bulkId: string;
  readonly kind: LetterKind;
  /** How many codes there are. */
  readonly total: number;
  readonly held: Pick<HeldCodes, 'passedOn' | 'markPassedOn'>;
}

export function BulkLetters({ bulkId, kind, total, held }: BulkLettersProps) {
  const [shown, setShown] = useState<{ readonly offset: number; readonly codes: readonly LetterCode[] }>();
  const [code, setCode] = useState('');
  const reading = useAction();
  const read = (offset: number) =>
    void reading.run(async () => {
      setCode('');
      const { issued } = await request('bulk.listCodes', { bulkId, offset, code });
      setShown({ offset, codes: issued });
    });
  const part = (offset: number): string => `${offset + 1} to ${Math.min(offset + AT_ONCE, total)}`;
  return (
    <div className={styles['letters']}>
      {/* It appears when the dialog was left open for longer than the last code is good for. */}
      <OwnCode isNeeded={false} code={code} onCode={setCode} failure={reading.failure} />
      {(shown === undefined || total > AT_ONCE) && (
        <div className={styles['unsaved']}>
          {Array.from({ length: Math.ceil(total / AT_ONCE) }, (_, i) => i * AT_ONCE).map((offset) => (
            <Button
              key={offset}
              tone={shown === undefined && offset === 0 ? 'primary' : 'plain'}
              aria-pressed={shown === undefined ? undefined : shown.offset === offset}
              isBusy={reading.isBusy}
              onClick={() => read(offset)}
            >
              {total > AT_ONCE ? `Letters ${part(offset)}` : 'Show the letters'}
            </Button>
          ))}
        </div>
      )}
      <FailureBanner failure={reading.failure} />
      {shown !== undefined && (
        <ManyCodes
          key={shown.offset}
          kind={kind}
          issued={shown.codes}
          passedOn={held.passedOn}
          onPassedOn={held.markPassedOn}
        />
      )}
    </div>
  );
}
