// Codes of the last act on many people that nobody has saved. A new dry run waits until they are saved or given up.
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../words/user-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';
import { keepUnusedCode } from './code-after-refusal.ts';
import { OwnCode } from './own-code.tsx';
import styles from './unsaved-codes.module.css';

interface UnsavedCodesProps {
  readonly unsaved: Extract<Failure, { code: 'codes_not_saved' }>;
  readonly onSettled: () => void;
}

const WORDS = {
  reset: { label: 'setup code', act: 'reset', again: 'People whose codes you give up have to be reset again.' },
  import: {
    label: 'activation code',
    act: 'import',
    again: 'People whose codes you give up need their invitation again.',
  },
} as const;

export function UnsavedCodes({ unsaved: { of, bulkId, codes }, onSettled }: UnsavedCodesProps) {
  const [code, setCode] = useState('');
  const saving = useAction();
  const discarding = useAction();
  const { label, act, again } = WORDS[of];
  return (
    <Banner tone="attention">
      <strong>
        {plural(codes, label, `${label}s`)} of your last {act} {codes === 1 ? 'is' : 'are'} not saved.
      </strong>{' '}
      Save {codes === 1 ? 'it' : 'them'} first. {again}
      {/* It appears when the last code was too long ago. */}
      <OwnCode isNeeded={false} code={code} onCode={setCode} failure={saving.failure} />
      <div className={styles['buttons']}>
        <Button
          tone="primary"
          isBusy={saving.isBusy}
          onClick={() =>
            void saving.run(async () => {
              try {
                if ((await request('bulk.saveCodes', { bulkId, code })).file !== null) onSettled();
              } catch (error) {
                setCode(await keepUnusedCode(code, error));
                throw error;
              }
            })
          }
        >
          <FileDown size={16} aria-hidden />
          Save {label}s
        </Button>
        <Button
          isBusy={discarding.isBusy}
          onClick={() =>
            void discarding.run(async () => {
              await request('bulk.discardCodes', { bulkId });
              onSettled();
            })
          }
        >
          Give {codes === 1 ? 'it' : 'them'} up
        </Button>
      </div>
      <FailureBanner failure={saving.failure ?? discarding.failure} />
    </Banner>
  );
}
