// Reactivate: role and access come back as they were, 2FA is set up anew. Its code is shown once, as after a reset.
import { Briefcase, KeyRound, Mail } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { fullName, nameOrEmail, plural, ROLE_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { FreshCode } from '../dialog-parts/identity-questions.tsx';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import { letterKindOf, ReactivationResult } from '../results/reactivation-result.tsx';
import styles from './action-form.module.css';

interface ReactivateDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function accessWords(access: OutputOf<'users.get'>['access']): string {
  if (access.isAll) return 'All clients';
  const named = access.clients.slice(0, 5).map((client) => client.name);
  const more = access.total - named.length;
  if (named.length === 0) return 'None';
  return more > 0 ? `${named.join(', ')} and ${plural(more, 'other', 'others')}` : named.join(', ');
}

export function ReactivateDialog({ user, returnTo, onClose }: ReactivateDialogProps) {
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const [code, setCode] = useState('');
  const [result, setResult] = useState<OutputOf<'users.reactivate'>>();
  const reactivate = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const passing = usePassingOn(result?.outcome === 'done' && result.issued !== null ? [result.issued] : [], onClose);
  const person = facts.value;
  const isWaiting = person?.waitsFor.includes('reactivation') ?? false;
  const title = `Reactivate ${nameOrEmail(user)}`;
  const close = () => {
    if (!reactivate.isBusy) onClose();
  };

  const carryOut = () => {
    if (person === undefined) return;
    void reactivate
      .run(async () => setResult(await request('users.reactivate', { userId: user.id, version: person.version, code })))
      .then((isDone) => {
        if (isDone) return;
        setCode('');
        void facts.reload();
      });
  };

  if (result !== undefined) {
    const kind = result.outcome === 'done' ? letterKindOf(result.kind) : 'reactivation';
    return (
      <Dialog
        title={title}
        returnTo={returnTo}
        onClose={passing.guard.close}
        footer={<PassingFooter passing={passing} kind={kind} total={1} onClose={onClose} />}
      >
        {result.outcome === 'waits_for_approval' ? (
          <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
        ) : (
          <ReactivationResult
            name={nameOrEmail(user)}
            codeKind={result.kind}
            issued={result.issued}
            deadlineAt={result.deadlineAt}
            passing={passing}
          />
        )}
      </Dialog>
    );
  }

  return (
    <Dialog
      title={title}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {person !== undefined && (
            <Button tone="primary" isBusy={reactivate.isBusy} onClick={carryOut}>
              {isWaiting ? 'Ask for approval' : 'Reactivate'}
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={facts.failure} />
      {person !== undefined && (
        <form
          className={styles['form']}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            carryOut();
          }}
        >
          <Who
            facts={[
              ...(fullName(person.user) === '' ? [] : ([['Name', fullName(person.user)]] as const)),
              ['Email', person.user.email],
            ]}
          />
          <Consequences
            title={person.methods.passwordSince === null ? 'They are invited anew' : 'They can sign in again'}
            tone="info"
            items={[
              {
                icon: Briefcase,
                text: `${ROLE_WORDS[person.user.role]}, with the clients as before: ${accessWords(person.access)}`,
              },
              person.methods.passwordSince === null
                ? {
                    icon: Mail,
                    text: 'You get an activation code, good for 7 days: with it they choose a password and set up 2FA',
                  }
                : { icon: KeyRound, text: 'The password is as before; 2FA is set up anew at the next sign-in' },
            ]}
          />
          {isWaiting && <NeedsApprover />}
          <FreshCode isNeeded={person.needsCode} code={code} onCode={setCode} failure={reactivate.failure} />
          <FailureBanner failure={reactivate.failure} />
        </form>
      )}
    </Dialog>
  );
}
