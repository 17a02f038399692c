// The dialog that adds a client.
import { type RefObject, useState } from 'react';
import { requestDraft } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { changedKeys } from '../ui/fields/merge-typed.ts';
import { type ClientFacts, ClientFields, UNSAVED } from './client-fields.tsx';

const EMPTY: ClientFacts = { name: '', type: '', accountingSoftware: '' };

interface AddClientDialogProps {
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function AddClientDialog({ returnTo, onClose }: AddClientDialogProps) {
  const [facts, setFacts] = useState(EMPTY);
  const toast = useToast();
  const save = useAction();
  const add = () =>
    void save.run(async () => {
      await requestDraft('clients.add', facts);
      toast.show({ text: `${facts.name.trim()} was added.` });
      onClose();
    });
  return (
    <FormDialog
      title="Add Client"
      verb="Add Client"
      isBusy={save.isBusy}
      unsaved={changedKeys(EMPTY, facts).length > 0 ? UNSAVED : undefined}
      onSubmit={add}
      returnTo={returnTo}
      onClose={onClose}
    >
      <ClientFields facts={facts} onFacts={(change) => setFacts({ ...facts, ...change })} failure={save.failure} />
      <FailureBanner failure={save.failure} />
    </FormDialog>
  );
}
