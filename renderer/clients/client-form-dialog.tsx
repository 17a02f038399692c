// Add Client and Edit. A client that somebody else has changed meanwhile is read again: what was typed stays, the rest follows.
import { type RefObject, useEffect, useId, useState } from 'react';
import type { ClientRow, OutputOf } from '../../preload/contract/index.ts';
import { RequestFailed, request } from '../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../shared/changed-meanwhile.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { PersonPicker } from '../shared/person-picker.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../ui/dialog-guard.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { changedKeys, mergeTyped } from '../ui/merge-typed.ts';
import { CLIENT_FACT_WORDS, CLIENT_TYPE_OPTIONS, COMMON_ACCOUNTING_SOFTWARE } from '../words/client-words.ts';
import { fieldSentence } from '../words/failure-words.ts';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './client-form-dialog.module.css';

interface ClientFormDialogProps {
  /** Null: a new one. */
  readonly client: ClientRow | null;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly onAdded?: (clientId: number) => void;
}

export function ClientFormDialog({ client, ...rest }: ClientFormDialogProps) {
  return client === null ? <AddClientDialog {...rest} /> : <EditClientDialog client={client} {...rest} />;
}

interface Facts {
  readonly name: string;
  /** Empty until chosen. */
  readonly type: ClientRow['type'] | '';
  readonly accountingSoftware: string;
}
const NOTHING_YET: Facts = { name: '', type: '', accountingSoftware: '' };

function AddClientDialog({ returnTo, onClose, onAdded }: Omit<ClientFormDialogProps, 'client'>) {
  const [facts, setFacts] = useState(NOTHING_YET);
  const toast = useToast();
  const save = useAction();
  const guard = useGuard(changedKeys(NOTHING_YET, facts).length > 0, save.isBusy, onClose);
  const form = useId();
  const add = () =>
    void save.run(async () => {
      // An unanswered question is sent as it is: main says what is missing, beside the field.
      const { clientId } = await request('clients.add', { ...facts, type: facts.type as ClientRow['type'] });
      toast.show({ text: `${facts.name.trim()} was added.` });
      onAdded?.(clientId);
      onClose();
    });
  return (
    <Dialog
      title="Add Client"
      returnTo={returnTo}
      onClose={guard.close}
      footer={<Footer form={form} guard={guard} verb="Add Client" isBusy={save.isBusy} onClose={onClose} />}
    >
      <form
        id={form}
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <FactFields facts={facts} onFacts={setFacts} failure={save.failure} />
        <FailureBanner failure={save.failure} />
      </form>
    </Dialog>
  );
}

interface EditedFacts extends Facts {
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

function EditClientDialog({
  client,
  returnTo,
  onClose,
}: Omit<ClientFormDialogProps, 'client' | 'onAdded'> & { readonly client: ClientRow }) {
  const [base, setBase] = useState<Base>();
  const [facts, setFacts] = useState<EditedFacts>();
  const [contactName, setContactName] = useState<string | null>(null);
  const [meanwhile, setMeanwhile] = useState<readonly MeanwhileChange[]>();
  const toast = useToast();
  const look = useAction();
  const save = useAction();
  const form = useId();
  const isChanged = base !== undefined && facts !== undefined && changedKeys(base.facts, facts).length > 0;
  const guard = useGuard(isChanged, save.isBusy, onClose);

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
        await request('clients.edit', {
          clientId: client.id,
          version: began.version,
          ...typed,
          type: typed.type as ClientRow['type'],
        });
      } catch (error) {
        if (!(error instanceof RequestFailed) || error.failure.code !== 'conflict') throw error;
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
    <Dialog
      title={`Edit ${client.name}`}
      returnTo={returnTo}
      onClose={guard.close}
      footer={
        <Footer
          form={form}
          guard={guard}
          verb="Save"
          isBusy={save.isBusy}
          isReady={facts !== undefined}
          onClose={onClose}
        />
      }
    >
      <form
        id={form}
        className={`${styles['form']} ${styles['edit']}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (facts === undefined || base === undefined) return;
          // Nothing to save: the person is done.
          if (isChanged) edit(facts, base);
          else onClose();
        }}
      >
        <FailureBanner failure={look.failure} />
        {meanwhile !== undefined && <ChangedMeanwhile changes={meanwhile} />}
        {facts !== undefined && base !== undefined && (
          <>
            <FactFields facts={facts} onFacts={(change) => setFacts({ ...facts, ...change })} failure={save.failure} />
            <PersonPicker
              // The picker shows what it was given first: a newer version is a new picker.
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
      </form>
    </Dialog>
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

interface FactFieldsProps {
  readonly facts: Facts;
  readonly onFacts: (facts: Facts) => void;
  readonly failure: Parameters<typeof fieldSentence>[0];
}

function FactFields({ facts, onFacts, failure }: FactFieldsProps) {
  const software = useId();
  return (
    <>
      <TextField
        label="Name"
        autoFocus
        value={facts.name}
        onText={(name) => onFacts({ ...facts, name })}
        problem={fieldSentence(failure, 'name')}
        autoComplete="off"
      />
      <SelectField
        label="Type"
        value={facts.type}
        options={CLIENT_TYPE_OPTIONS}
        onChoose={(type) => onFacts({ ...facts, type })}
        problem={fieldSentence(failure, 'type')}
      />
      <TextField
        label="Accounting software"
        isOptional
        list={software}
        maxLength={100}
        value={facts.accountingSoftware}
        onText={(accountingSoftware) => onFacts({ ...facts, accountingSoftware })}
        problem={fieldSentence(failure, 'accountingSoftware')}
        autoComplete="off"
      />
      <datalist id={software}>
        {COMMON_ACCOUNTING_SOFTWARE.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

interface FooterProps {
  /** Id of the form that the button sends. */
  readonly form: string;
  readonly guard: ReturnType<typeof useGuard>;
  readonly verb: string;
  readonly isBusy: boolean;
  readonly isReady?: boolean;
  readonly onClose: () => void;
}

function Footer({ form, guard, verb, isBusy, isReady = true, onClose }: FooterProps) {
  if (guard.isAsking)
    return (
      <GuardFooter
        question="What you typed is not saved yet."
        stayLabel="Keep editing"
        leaveLabel="Close without saving"
        onStay={guard.stay}
        onLeave={onClose}
      />
    );
  return (
    <>
      <Button onClick={guard.close}>Cancel</Button>
      {isReady && (
        <Button type="submit" form={form} tone="primary" isBusy={isBusy}>
          {verb}
        </Button>
      )}
    </>
  );
}
