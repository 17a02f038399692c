// Resend invitation, to one user or several: each gets a new activation code, and the old code stops working. Rekey
// sends nothing; the administrator passes the codes on.
import { useCallback, useState } from 'react';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { Banner } from '../../ui/banner.tsx';
import { fullName, plural } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import scroll from '../dialog-parts/scroll-list.module.css';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import styles from './resend-invitations-dialog.module.css';
import type { UserDialogProps } from './user-dialog.ts';

export function ResendInvitationDialog({ user, ...dialog }: UserDialogProps) {
  return <ResendInvitationsDialog userIds={[user.id]} {...dialog} />;
}

interface ResendInvitationsDialogProps extends Pick<UserDialogProps, 'returnTo' | 'onClose'> {
  readonly userIds: readonly number[];
}

export function ResendInvitationsDialog({ userIds, returnTo, onClose }: ResendInvitationsDialogProps) {
  // The selection can change while the dialog is open.
  const [ids] = useState(userIds);
  const facts = useRequest(
    useCallback(async () => Promise.all(ids.map((userId) => request('users.get', { userId }))), [ids]),
  );
  const form = useActionForm({
    facts,
    answers: { code: '' },
    send: (_, { code }) => request('users.resendInvitations', { userIds: [...ids], code }),
  });
  const issued = form.result?.issued ?? [];
  const withCodes = useIssuedCodes('invitation', issued);
  const onlyCode = issued.length === 1 ? issued[0] : undefined;
  const onlyUser = ids.length === 1 ? facts.value?.[0]?.user : undefined;
  return (
    <ActionDialog
      title={
        onlyUser === undefined
          ? `Resend ${plural(ids.length, 'invitation', 'invitations')}`
          : `Resend the invitation of ${onlyUser.email}`
      }
      form={form}
      verb={ids.length === 1 ? 'Make a new code' : 'Make new codes'}
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
      result={
        form.result && {
          title:
            onlyCode === undefined
              ? plural(issued.length, 'new activation code', 'new activation codes')
              : `New activation code for ${onlyCode.email}`,
          ...withCodes(
            <Banner tone="ok">
              <strong>The old {onlyCode === undefined ? 'codes have' : 'code has'} stopped working.</strong> Nothing was
              sent: pass {onlyCode === undefined ? 'each new code' : 'the new code'} on yourself.
            </Banner>,
          ),
        }
      }
    >
      {(people) => (
        <>
          <p>
            {ids.length === 1
              ? 'You get a new activation code to pass on, good for 7 days. The old code stops working at once.'
              : 'You get a new activation code for each of them to pass on, good for 7 days. The old codes stop working at once.'}
          </p>
          {people.length > 1 && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long list, too
            <ul className={`${scroll['list']} ${styles['people']}`} tabIndex={0} aria-label="People">
              {people.map(({ user: person }) => (
                <li key={person.id}>
                  <span dir="auto">{fullName(person) || person.email}</span>
                  {fullName(person) !== '' && <span className={styles['email']}>{person.email}</span>}
                </li>
              ))}
            </ul>
          )}
          <ActionCode form={form} isNeeded={people.some(({ needsCode }) => needsCode)} />
        </>
      )}
    </ActionDialog>
  );
}
