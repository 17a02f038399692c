// Edit a client. If somebody else saves first, the client is read again: typed text stays, the rest follows.
import { type RefObject, useEffect, useState } from 'react';
import type { ClientRow, OutputOf } from '../../preload/contract/index.ts';
import { request, requestDraft, toFailure } from '../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../shared/dialogs/changed-meanwhile.tsx';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { PersonPicker } from '../shared/pickers/person-picker.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import form from '../ui/fields/form.module.css';
import { changedKeys, mergeTyped } from '../ui/fields/merge-typed.ts';
import { CLIENT_FACT_WORDS } from '../words/client-words.ts';
import { fieldSentence } from '../words/failure-words.ts';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import { type ClientFacts, ClientFields, UNSAVED } from './client-fields.tsx';
import styles from './edit-client-dialog.module.css';

interface EditedFacts extends ClientFacts {
  readonly pointOfContactId: number | null;
}

interface Base {
  readonly facts: EditedFacts;
  readonly contactName: string | null;
  readonly version: number;
}

const toBase = ({ client, pointOfContactId }: OutputOf<'clients.get'>): Base => ({
  facts: { name: client.name, type: client.type, accountingSoftware: client.accountingSoftware, pointOfContactId },
  contactName: client.pointOfContact,
  version: client.version,
});

const NOBODY = 'No point of contact for now';

interface EditClientDialogProps {
  readonly client: ClientRow;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function EditClientDialog({ client, returnTo, onClose }: EditClientDialogProps) {
  const [base, setBase] = useState<Base>();
  const [facts, setFacts] = useState<EditedFacts>();
  const [contactName, setContactName] = useState<string | null>(null);
  const [meanwhile, setMeanwhile] = useState<readonly MeanwhileChange[]>();
  const toast = useToast();
  const look = useAction();
  const save = useAction();
  const isChanged = base !== undefined && facts !== undefined && changedKeys(base.facts, facts).length > 0;

  const { run } = look;
  useEffect(() => {
    void run(async () => {
      const read = toBase(await request('clients.get', { clientId: client.id }));
      setBase(read);
      setFacts(read.facts);
      setContactName(read.contactName);
    });
  }, [run, client.id]);

  const edit = (typed: EditedFacts, began: Base) =>
    void save.run(async () => {
      try {
        await requestDraft('clients.edit', { clientId: client.id, version: began.version, ...typed });
      } catch (error) {
        if (toFailure(error).code !== 'conflict') throw error;
        const theirs = toBase(await request('clients.get', { clientId: client.id }));
        const merged = mergeTyped(began.facts, typed, theirs.facts);
        setMeanwhile(describeChanges(began, theirs));
        setFacts(merged);
        if (merged.pointOfContactId === theirs.facts.pointOfContactId) setContactName(theirs.contactName);
        setBase(theirs);
        return;
      }
      toast.show({ text: `${typed.name.trim()} was saved.` });
      onClose();
    });

  return (
    <FormDialog
      title={`Edit ${client.name}`}
      verb={facts === undefined ? undefined : 'Save'}
      isBusy={save.isBusy}
      unsaved={isChanged ? UNSAVED : undefined}
      onSubmit={() => {
        if (facts === undefined || base === undefined) return;
        // If nothing is changed, there is nothing to save.
        if (isChanged) edit(facts, base);
        else onClose();
      }}
      returnTo={returnTo}
      onClose={onClose}
    >
      <div className={`${form['form']} ${styles['edit']}`}>
        <FailureBanner failure={look.failure} />
        {meanwhile !== undefined && <ChangedMeanwhile changes={meanwhile} />}
        {facts !== undefined && base !== undefined && (
          <>
            <ClientFields
              facts={facts}
              onFacts={(change) => setFacts({ ...facts, ...change })}
              failure={save.failure}
            />
            <PersonPicker
              // The picker keeps its first value, so a newer version needs a new picker.
              key={base.version}
              label="Point of contact"
              clientId={client.id}
              value={{
                id: facts.pointOfContactId,
                name: facts.pointOfContactId === null ? NOBODY : (contactName ?? ''),
              }}
              nobody={NOBODY}
              onPick={(person) => {
                setFacts({ ...facts, pointOfContactId: person.id });
                setContactName(person.id === null ? null : person.name);
              }}
              problem={fieldSentence(save.failure, 'pointOfContactId')}
            />
          </>
        )}
        <FailureBanner failure={save.failure} />
      </div>
    </FormDialog>
  );
}

function describeChanges(before: Base, after: Base): readonly MeanwhileChange[] {
  const words = ({ facts, contactName }: Base, key: keyof EditedFacts): string => {
    if (key === 'pointOfContactId') return contactName ?? '';
    return key === 'type' && facts.type !== '' ? CLIENT_TYPE_WORDS[facts.type] : facts[key];
  };
  return changedKeys(before.facts, after.facts).map((key) => ({
    label: CLIENT_FACT_WORDS[key],
    was: words(before, key),
    now: words(after, key),
  }));
}
