// Reactivate: role and client access come back as they were. 2FA, or the whole account if it was never activated, is
// set up again with a code.
import { Briefcase, KeyRound, Mail } from 'lucide-react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { nameOrEmail, plural, ROLE_WORDS } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';
import { useUser } from '../dialog-parts/use-user.ts';
import { NeedsApprover, WaitsForApproval } from '../dialog-parts/waits-for-approval.tsx';
import { Who } from '../dialog-parts/who.tsx';
import { letterKindOf, ReactivationResult } from '../results/reactivation-result.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import type { UserDialogProps } from './user-dialog.ts';

export function ReactivateDialog({ user, returnTo, onClose }: UserDialogProps) {
  const facts = useUser(user.id);
  const form = useActionForm({
    facts,
    answers: { code: '' },
    send: ({ version }, { code }) => request('users.reactivate', { userId: user.id, version, code }),
  });
  const { result } = form;
  const withCodes = useIssuedCodes(
    result?.outcome === 'done' ? letterKindOf(result.kind) : 'reactivation',
    result?.outcome === 'done' && result.issued !== null ? [result.issued] : [],
  );
  const isWaiting = facts.value?.waitsFor.includes('reactivation') ?? false;
  return (
    <ActionDialog
      title={`Reactivate ${nameOrEmail(user)}`}
      form={form}
      verb={isWaiting ? 'Ask for approval' : 'Reactivate'}
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
      result={
        result &&
        withCodes(
          result.outcome === 'waits_for_approval' ? (
            <WaitsForApproval expiresAt={result.expiresAt} requestedBy={result.requestedBy} />
          ) : (
            <ReactivationResult name={nameOrEmail(user)} codeKind={result.kind} deadlineAt={result.deadlineAt} />
          ),
        )
      }
    >
      {(person) => {
        const wasActivated = person.methods.passwordSince !== null;
        return (
          <>
            <Who person={person} show={['name', 'email']} />
            <Consequences
              title={wasActivated ? 'They can sign in again' : 'They are invited again'}
              tone="info"
              items={[
                {
                  icon: Briefcase,
                  text: `${ROLE_WORDS[person.user.role]}, with the clients as before: ${accessWords(person.access)}`,
                },
                wasActivated
                  ? { icon: KeyRound, text: 'The password stays. They set up 2FA again at the next sign-in' }
                  : {
                      icon: Mail,
                      text: 'You get an activation code, good for 7 days: with it they choose a password and set up 2FA',
                    },
              ]}
            />
            {isWaiting && <NeedsApprover block={facts.value?.approvalBlock ?? null} />}
            <ActionCode form={form} isNeeded={person.needsCode} />
          </>
        );
      }}
    </ActionDialog>
  );
}

function accessWords(access: OutputOf<'users.get'>['access']): string {
  if (access.isAll) return 'All clients';
  const named = access.clients.slice(0, 5).map((client) => client.name);
  const more = access.total - named.length;
  if (named.length === 0) return 'None';
  return more > 0 ? `${named.join(', ')} and ${plural(more, 'other', 'others')}` : named.join(', ');
}
