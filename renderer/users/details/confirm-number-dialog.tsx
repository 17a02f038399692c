// Confirm a proposed number: it becomes the number on file, which the help desk calls back.
import { BellRing, PhoneCall, ShieldAlert } from 'lucide-react';
import type { RefObject } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { knownFacts, useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useToast } from '../../shared/toast.tsx';
import { nameOrEmail } from '../../words/user-words.ts';
import { ActionCode } from '../dialog-parts/action-code.tsx';

type Person = OutputOf<'users.get'>;

interface ConfirmNumberDialogProps {
  readonly person: Person;
  readonly proposal: NonNullable<Person['numberProposal']>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ConfirmNumberDialog({ person, proposal, returnTo, onClose }: ConfirmNumberDialogProps) {
  const { show } = useToast();
  const form = useActionForm({
    facts: knownFacts(person),
    answers: { code: '' },
    send: ({ user, version }, { code }) =>
      request('users.confirmNumber', { userId: user.id, version, proposalId: proposal.proposalId, code }),
    onDone: () => {
      show({ text: `The number of ${nameOrEmail(person.user)} was changed.` });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Confirm the number of ${nameOrEmail(person.user)}`}
      form={form}
      verb="Confirm the number"
      tone="primary"
      returnTo={returnTo}
      onClose={onClose}
    >
      {({ phone, needsCode }) => (
        <>
          <Consequences
            title={`${proposal.number || 'No number'} takes the place of ${phone || 'no number'}`}
            tone="info"
            items={[
              {
                icon: ShieldAlert,
                text:
                  phone === ''
                    ? 'Check with them in person or by video first that the number is theirs'
                    : `Call ${phone} first, and ask whether the new number is theirs`,
              },
              { icon: PhoneCall, text: 'From then on, the help desk calls the new number back' },
              { icon: BellRing, text: 'They read it at the next sign-in, and every Partner Admin is alerted' },
            ]}
          />
          <ActionCode form={form} isNeeded={needsCode} />
        </>
      )}
    </ActionDialog>
  );
}
