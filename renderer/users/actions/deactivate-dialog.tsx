// Deactivate: sessions, 2FA and open codes end, and somebody else becomes the point of contact. Role and client access
// stay, so Reactivate can bring the user back.
import { Briefcase, KeyRound, Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { request } from '../../bridge.ts';
import { ActionDialog } from '../../shared/dialogs/action-dialog.tsx';
import { Consequences, sessionsEnd } from '../../shared/dialogs/consequences.tsx';
import { useActionForm } from '../../shared/dialogs/use-action-form.ts';
import { PersonPicker, type PickedPerson } from '../../shared/pickers/person-picker.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { TextField } from '../../ui/fields/field.tsx';
import { nameOrEmail, plural } from '../../words/user-words.ts';
import { Who } from '../dialog-parts/who.tsx';
import type { UserDialogProps } from './user-dialog.ts';

interface DeactivateDialogProps extends Pick<UserDialogProps, 'user' | 'returnTo' | 'onClose'> {
  /** What an access review has noted already. */
  readonly firstNote?: string;
}

export function DeactivateDialog({ user, returnTo, onClose, firstNote = '' }: DeactivateDialogProps) {
  const { show } = useToast();
  const facts = useRequest(useCallback(() => request('users.getDeactivation', { userId: user.id }), [user.id]));
  const [replacements, setReplacements] = useState<ReadonlyMap<number, PickedPerson>>(new Map());
  const [areMissingShown, setMissingShown] = useState(false);
  const chosen = (facts.value?.contactOf ?? []).flatMap(({ clientId }) => {
    const person = replacements.get(clientId);
    return person === undefined ? [] : [{ clientId, userId: person.id }];
  });
  const form = useActionForm({
    facts,
    answers: { note: firstNote },
    send: ({ version }, { note }) =>
      request('users.deactivate', { userId: user.id, version, note, replacements: chosen }),
    onDone: () => {
      show({ text: `${nameOrEmail(user)} was deactivated. To undo this, choose Reactivate in the same menu.` });
      onClose();
    },
  });
  const carryOut = () => {
    if (chosen.length < (facts.value?.contactOf.length ?? 0)) setMissingShown(true);
    else form.carryOut();
  };
  return (
    <ActionDialog
      title={`Deactivate ${nameOrEmail(user)}`}
      form={{ ...form, carryOut, isFilledIn: form.isFilledIn || replacements.size > 0 }}
      verb="Deactivate"
      tone="danger"
      returnTo={returnTo}
      onClose={onClose}
    >
      {(preview) => (
        <>
          <Who person={preview} show={['email', 'role']} />
          <Consequences
            title="This happens at once"
            tone="danger"
            items={[
              ...sessionsEnd(preview.sessions),
              { icon: KeyRound, text: 'The authenticator app, recovery codes and open codes are removed' },
              { icon: Briefcase, text: 'Role and client access are kept, and cannot be used' },
              { icon: Undo2, text: 'Reactivate brings them back. They must then set up 2FA again' },
            ]}
          />
          {preview.contactOf.length > 0 && (
            <p>
              {nameOrEmail(user)} is the point of contact of {plural(preview.contactOf.length, 'client', 'clients')}.
              Choose who takes over:
            </p>
          )}
          {preview.contactOf.map(({ clientId, clientName }) => (
            <PersonPicker
              key={clientId}
              label={clientName}
              clientId={clientId}
              without={user.id}
              nobody="No point of contact for now"
              value={replacements.get(clientId)}
              onPick={(person) => setReplacements((now) => new Map(now).set(clientId, person))}
              problem={
                areMissingShown && !replacements.has(clientId)
                  ? 'Choose a person, or no point of contact for now.'
                  : undefined
              }
            />
          ))}
          <TextField label="Note" isOptional maxLength={500} {...form.text('note')} />
        </>
      )}
    </ActionDialog>
  );
}
