// The actions on the selected users. The bar stands below the list, so no row moves when it appears.
import { Copy, MailPlus, RotateCcwKey, X } from 'lucide-react';
import { useId } from 'react';
import type { UserRow } from '../../../preload/contract/index.ts';
import { request, toFailure } from '../../bridge.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../../shared/use-temporary-session.ts';
import { Button } from '../../ui/button.tsx';
import type { Selection } from '../../ui/table/table-selection.ts';
import { failureSentence } from '../../words/failure-words.ts';
import { plural } from '../../words/user-words.ts';
import styles from './users-tab-selection-bar.module.css';

const MOST_INVITATIONS = 100;
/** The most characters that main copies at once. */
const MOST_COPIED = 30_000;

interface SelectionBarProps {
  readonly selection: Selection<UserRow>;
  readonly onResend: (userIds: readonly number[]) => void;
  /**
   * Undefined if the role resets nobody. Called without ids for everybody found, when they are more than a selection
   * holds.
   */
  readonly onReset: ((userIds?: readonly number[]) => void) | undefined;
  readonly onClear: () => void;
}

export function SelectionBar({ selection, onResend, onReset, onClear }: SelectionBarProps) {
  const { show } = useToast();
  const copying = useAction();
  const whyId = useId();
  const rows = [...selection.rows.values()];
  const emails = rows.flatMap((row) => row.details?.email ?? []);
  const text = emails.join(', ');
  const isTemporary = useTemporarySession();
  const whyNot = isTemporary ? NEEDS_AUTHENTICATOR : whyNoResend(rows);
  const failure = copying.failure ?? (selection.error === undefined ? undefined : toFailure(selection.error));
  const copy = async () => {
    await request('clipboard.copy', { text, isSecret: false });
    const hidden = rows.length - emails.length;
    show({
      text: `${plural(emails.length, 'email address', 'email addresses')} copied.${hidden > 0 ? ` Your role does not see ${hidden} of them.` : ''}`,
    });
  };
  return (
    <section className={styles['bar']} aria-label="Selection" data-foot>
      <span className={styles['count']} role="status">
        {selection.isCut ? 'The first 1,000 are selected' : `${rows.length.toLocaleString('en-GB')} selected`}
      </span>
      <Button
        isBusy={copying.isBusy}
        disabled={emails.length === 0 || text.length > MOST_COPIED}
        title={text.length > MOST_COPIED ? 'Too many to copy at once. Select fewer.' : undefined}
        onClick={() => void copying.run(copy)}
      >
        <Copy size={15} aria-hidden />
        Copy email addresses
      </Button>
      {onReset !== undefined && (
        <Button onClick={() => (selection.isCut ? onReset() : onReset(rows.map((row) => row.id)))}>
          <RotateCcwKey size={15} aria-hidden />
          {selection.isCut ? 'Reset 2FA of all found' : 'Reset 2FA'}
        </Button>
      )}
      <Button
        className={styles['resend']}
        // It can still take the focus, so a screen reader can read the reason.
        aria-disabled={whyNot !== undefined}
        aria-describedby={whyNot === undefined ? undefined : whyId}
        onClick={() => {
          if (whyNot === undefined) onResend(rows.map((row) => row.id));
        }}
      >
        <MailPlus size={15} aria-hidden />
        Resend invitations
      </Button>
      <span id={whyId} className={failure === undefined ? styles['why'] : styles['failure']}>
        {failure === undefined ? whyNot : failureSentence(failure)}
      </span>
      <Button tone="quiet" onClick={onClear}>
        <X size={15} aria-hidden />
        Clear
      </Button>
    </section>
  );
}

function whyNoResend(rows: readonly UserRow[]): string | undefined {
  if (rows.some((row) => row.actions.resendInvitation === null))
    return 'Your role cannot resend all of these invitations.';
  const others = rows.filter((row) => row.actions.resendInvitation !== 'available').length;
  if (others > 0)
    return others === rows.length
      ? 'None of them is invited.'
      : `${plural(others, 'person is', 'people are')} not invited.`;
  return rows.length > MOST_INVITATIONS ? `At most ${MOST_INVITATIONS} invitations at once.` : undefined;
}
