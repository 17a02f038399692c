// The users of a reset for several. Before it, the list says of each whether the reset is possible; after it, what
// happened. The rows are read in pieces, because there can be ten thousand.
import { useCallback, useEffect, useState } from 'react';
import type { BulkRow } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Chip, type ChipProps } from '../../ui/chip.tsx';
import { BULK_BLOCK_WORDS, nameOrEmail } from '../../words/user-words.ts';
import scroll from '../dialog-parts/scroll-list.module.css';
import styles from './bulk-reset-dialog.module.css';

const PIECE = 200;

interface BulkRowsProps {
  readonly bulkId: string;
  readonly of: 'plan' | 'result';
}

export function BulkRows({ bulkId, of }: BulkRowsProps) {
  const [rows, setRows] = useState<readonly BulkRow[]>([]);
  const [total, setTotal] = useState(0);
  const { failure, isBusy, run } = useAction();
  const load = useCallback(
    (offset: number) =>
      void run(async () => {
        const page = await request('bulkResets.listRows', { bulkId, offset, limit: PIECE });
        setRows((shown) => [...shown.slice(0, offset), ...page.rows]);
        setTotal(page.total);
      }),
    [bulkId, run],
  );
  useEffect(() => load(0), [load]);
  return (
    <section
      className={`${scroll['list']} ${styles['rows']}`}
      aria-label={of === 'plan' ? 'Who will be reset' : 'What became of each'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long list, too
      tabIndex={0}
    >
      <FailureBanner failure={failure} />
      <ul>
        {rows.map(({ user, state }) => (
          <li key={user.id}>
            <span className={styles['person']}>
              <span dir="auto" title={nameOrEmail(user)}>
                {nameOrEmail(user)}
              </span>
              <small title={user.email}>{user.email}</small>
            </span>
            <Chip {...chipOf(state)} />
          </li>
        ))}
      </ul>
      {rows.length < total && (
        <Button isBusy={isBusy} onClick={() => load(rows.length)}>
          Show {Math.min(PIECE, total - rows.length)} more of {total.toLocaleString('en-GB')}
        </Button>
      )}
    </section>
  );
}

function chipOf(state: BulkRow['state']): ChipProps {
  switch (state.kind) {
    case 'ready':
      return { tone: 'info', text: 'Will be reset' };
    case 'reset':
      return { tone: 'ok', text: 'Reset' };
    case 'refused':
      return { tone: 'neutral', text: BULK_BLOCK_WORDS[state.why] };
    case 'skipped':
      return { tone: 'attention', text: `Skipped: ${BULK_BLOCK_WORDS[state.why]}` };
    case 'not_reached':
      return { tone: 'attention', text: 'Not reached' };
  }
}
