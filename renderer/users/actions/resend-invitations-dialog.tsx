// Resend invitation, to one or several: a new activation code for each, good for 7 days; the old ones stop working. Nothing is
// sent: each code is shown once, to be passed on.
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { fullName, plural } from '../../words/user-words.ts';
import { ManyCodes, OneCode, PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import styles from './action-form.module.css';

interface ResendInvitationsDialogProps {
  readonly userIds: readonly number[];
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ResendInvitationsDialog({ userIds, returnTo, onClose }: ResendInvitationsDialogProps) {
  // Those who were chosen when the dialog opened, whatever happens to the selection behind it.
  const [ids] = useState(userIds);
  const facts = useRequest(
    useCallback(
      async () => (await Promise.all(ids.map((userId) => request('users.get', { userId })))).map(({ user }) => user),
      [ids],
    ),
  );
  const [issued, setIssued] = useState<OutputOf<'users.resendInvitations'>['issued']>();
  const resend = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const passing = usePassingOn(issued ?? [], onClose);
  const people = facts.value;
  const one = ids.length === 1 ? people?.[0] : undefined;
  const close = () => {
    if (!resend.isBusy) onClose();
  };

  if (issued !== undefined) {
    const only = issued.length === 1 ? issued[0] : undefined;
    return (
      <Dialog
        title={
          only === undefined
            ? `${plural(issued.length, 'new activation code', 'new activation codes')}`
            : `New activation code for ${only.email}`
        }
        returnTo={returnTo}
        isWide={only === undefined}
        onClose={passing.guard.close}
        footer={<PassingFooter passing={passing} kind="invitation" total={issued.length} onClose={onClose} />}
      >
        <div className={styles['form']}>
          <Banner tone="ok">
            <strong>The old {only === undefined ? 'codes have' : 'code has'} stopped working.</strong> Nothing was sent:
            pass {only === undefined ? 'each new code' : 'the new code'} on yourself.
          </Banner>
          {only === undefined ? (
            <ManyCodes kind="invitation" issued={issued} passing={passing} />
          ) : (
            <OneCode kind="invitation" issued={only} passing={passing} />
          )}
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog
      title={
        one === undefined
          ? `Resend ${plural(ids.length, 'invitation', 'invitations')}`
          : `Resend the invitation of ${one.email}`
      }
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {people !== undefined && (
            <Button
              tone="primary"
              isBusy={resend.isBusy}
              onClick={() =>
                void resend.run(async () =>
                  setIssued((await request('users.resendInvitations', { userIds: [...ids] })).issued),
                )
              }
            >
              {ids.length === 1 ? 'Make a new code' : 'Make new codes'}
            </Button>
          )}
        </>
      }
    >
      <div className={styles['form']}>
        <FailureBanner failure={facts.failure} />
        <p>
          {ids.length === 1
            ? 'You get a new activation code to pass on, good for 7 days. The old code stops working at once.'
            : 'You get a new activation code for each of them to pass on, good for 7 days. The old codes stop working at once.'}
        </p>
        {people !== undefined && people.length > 1 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, by keyboard too
          <ul className={styles['people']} tabIndex={0} aria-label="People">
            {people.map((person) => (
              <li key={person.id}>
                <span>{fullName(person) || person.email}</span>
                {fullName(person) !== '' && <span className={styles['email']}>{person.email}</span>}
              </li>
            ))}
          </ul>
        )}
        <FailureBanner failure={resend.failure} />
      </div>
    </Dialog>
  );
}
