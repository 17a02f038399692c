// Deactivate: what ends and what stays, and who takes over as point of contact. Reversible: Reactivate stands in the same menu.
import { Briefcase, KeyRound, MonitorX, Undo2 } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { PersonPicker, type PickedPerson } from '../../shared/person-picker.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { nameOrEmail, plural, ROLE_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { Who } from '../dialog-parts/who.tsx';
import styles from './action-form.module.css';

interface DeactivateDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function DeactivateDialog({ user, returnTo, onClose }: DeactivateDialogProps) {
  const { show } = useToast();
  const facts = useRequest(useCallback(() => request('users.getDeactivation', { userId: user.id }), [user.id]));
  const [note, setNote] = useState('');
  const [replacements, setReplacements] = useState<ReadonlyMap<number, PickedPerson>>(new Map());
  const [areMissingShown, setMissingShown] = useState(false);
  const deactivate = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const preview = facts.value;
  const close = () => {
    if (!deactivate.isBusy) onClose();
  };

  const carryOut = () => {
    if (preview === undefined) return;
    const chosen = preview.contactOf.flatMap(({ clientId }) => {
      const person = replacements.get(clientId);
      return person === undefined ? [] : [{ clientId, userId: person.id }];
    });
    if (chosen.length < preview.contactOf.length) {
      setMissingShown(true);
      return;
    }
    void deactivate
      .run(async () => {
        await request('users.deactivate', { userId: user.id, version: preview.version, note, replacements: chosen });
      })
      .then((isDone) => {
        if (!isDone) {
          void facts.reload();
          return;
        }
        show({ text: `${nameOrEmail(user)} was deactivated. Reactivate, in the same menu, takes it back.` });
        onClose();
      });
  };

  return (
    <Dialog
      title={`Deactivate ${nameOrEmail(user)}`}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {preview !== undefined && (
            <Button tone="danger" isBusy={deactivate.isBusy} onClick={carryOut}>
              Deactivate
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={facts.failure} />
      {preview !== undefined && (
        <form className={styles['form']} noValidate onSubmit={(event) => event.preventDefault()}>
          <Who
            facts={[
              ['Email', preview.user.email],
              ['Role', ROLE_WORDS[preview.user.role]],
            ]}
          />
          <Consequences
            title="This happens at once"
            tone="danger"
            items={[
              {
                icon: MonitorX,
                text:
                  preview.sessions === 0
                    ? 'No session is open'
                    : plural(preview.sessions, 'open session ends', 'open sessions end'),
              },
              { icon: KeyRound, text: 'The authenticator app, recovery codes and open codes are removed' },
              { icon: Briefcase, text: 'Role and client access are kept, and cannot be used' },
              { icon: Undo2, text: 'Reactivate takes it back; 2FA must then be set up anew' },
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
                  ? 'Choose a person, or that there is none for now.'
                  : undefined
              }
            />
          ))}
          <TextField
            label="Note"
            isOptional
            maxLength={500}
            value={note}
            onText={setNote}
            problem={fieldSentence(deactivate.failure, 'note')}
          />
          <FailureBanner failure={deactivate.failure} />
          {/* Enter in a field must not carry it out: only its own button does. */}
          <button type="submit" disabled hidden />
        </form>
      )}
    </Dialog>
  );
}
