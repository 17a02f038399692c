// The fields of a client's own facts, in Add Client and Edit.
import { useId } from 'react';
import type { ClientRow, Failure } from '../../preload/contract/index.ts';
import { SelectField, TextField } from '../ui/fields/field.tsx';
import { CLIENT_TYPE_OPTIONS, COMMON_ACCOUNTING_SOFTWARE } from '../words/client-words.ts';
import { fieldSentence } from '../words/failure-words.ts';

export interface ClientFacts {
  readonly name: string;
  /** Empty until chosen. */
  readonly type: ClientRow['type'] | '';
  readonly accountingSoftware: string;
}

interface ClientFieldsProps {
  readonly facts: ClientFacts;
  readonly onFacts: (change: Partial<ClientFacts>) => void;
  readonly failure: Failure | undefined;
}

export function ClientFields({ facts, onFacts, failure }: ClientFieldsProps) {
  const software = useId();
  return (
    <>
      <TextField
        label="Name"
        autoFocus
        value={facts.name}
        onText={(name) => onFacts({ name })}
        problem={fieldSentence(failure, 'name')}
        autoComplete="off"
      />
      <SelectField
        label="Type"
        value={facts.type}
        options={CLIENT_TYPE_OPTIONS}
        onChoose={(type) => onFacts({ type })}
        problem={fieldSentence(failure, 'type')}
      />
      <TextField
        label="Accounting software"
        isOptional
        list={software}
        maxLength={100}
        value={facts.accountingSoftware}
        onText={(accountingSoftware) => onFacts({ accountingSoftware })}
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

/** Asked before a dialog closes over typed text. */
export const UNSAVED = { question: 'What you typed is not saved yet.', leaveLabel: 'Close without saving' } as const;
