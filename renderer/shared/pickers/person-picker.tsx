// Picks one person of a client by typing, or states that there is nobody: for points of contact.
import { Combobox } from '@base-ui/react/combobox';
import { ChevronDown } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import field from '../../ui/fields/field.module.css';
import { FieldShell } from '../../ui/fields/field.tsx';
import { fitting } from '../../ui/fields/fitting.ts';
import { useFocusOnProblem } from '../../ui/fields/problems.ts';
import menu from '../../ui/menu.module.css';
import { useRequest } from '../reading/use-request.ts';
import styles from './person-picker.module.css';

/** `id` null: nobody, by choice. */
export interface PickedPerson {
  readonly id: number | null;
  readonly name: string;
  readonly email?: string;
}

interface PersonPickerProps {
  readonly label: string;
  readonly clientId: number;
  /** Undefined: not chosen yet. */
  readonly value: PickedPerson | undefined;
  readonly onPick: (person: PickedPerson) => void;
  /** "No point of contact for now" */
  readonly nobody: string;
  /** Not offered. */
  readonly without?: number;
  readonly problem?: string | undefined;
}

export function PersonPicker({ label, clientId, value, onPick, nobody, without, problem }: PersonPickerProps) {
  const [typed, setTyped] = useState(value?.name ?? '');
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useFocusOnProblem(input, problem);
  // If the box holds the name of the picked person, the list offers everybody.
  const search = value !== undefined && typed === value.name ? '' : typed;
  const { value: found, latest = [] } = useRequest(
    useCallback(async () => {
      const { people } = await request('clients.listContacts', { clientId, search });
      const others = people
        .filter((person) => person.id !== without)
        .map((person): PickedPerson => ({ ...person, name: person.name || person.email }));
      return search === '' ? [{ id: null, name: nobody }, ...others] : others;
    }, [clientId, search, nobody, without]),
  );
  return (
    <FieldShell label={label} problem={problem}>
      {(ids) => (
        <Combobox.Root<PickedPerson>
          items={found ?? fitting(latest, search)}
          filter={null}
          autoHighlight
          value={value ?? null}
          inputValue={typed}
          onInputValueChange={setTyped}
          itemToStringLabel={(person) => person.name}
          isItemEqualToValue={(a, b) => a.id === b.id}
          onValueChange={(person) => {
            if (person !== null) onPick(person);
          }}
        >
          <div ref={box} className={styles['box']}>
            <Combobox.Input
              {...ids}
              ref={input}
              aria-label={label}
              className={field['input']}
              placeholder="Choose"
              spellCheck={false}
              autoComplete="off"
              onKeyDown={(event) => {
                // Enter must not send the form while the typed name fits nobody.
                if (event.key === 'Enter' && typed !== (value?.name ?? '')) event.preventDefault();
              }}
            />
            <Combobox.Trigger className={styles['open']} aria-label={`Show people: ${label}`} tabIndex={-1}>
              <ChevronDown size={16} aria-hidden />
            </Combobox.Trigger>
          </div>
          <Combobox.Portal container={box}>
            <Combobox.Positioner sideOffset={4} className={menu['positioner']}>
              <Combobox.Popup className={`${menu['popup']} ${styles['popup']}`}>
                <Combobox.Empty className={styles['none']}>
                  {latest.length === 0 ? 'Nobody of this client has this name.' : null}
                </Combobox.Empty>
                <Combobox.List className={styles['list']} aria-label={`People: ${label}`}>
                  {(person: PickedPerson) => (
                    <Combobox.Item
                      key={person.id ?? 'nobody'}
                      value={person}
                      className={`${menu['item']} ${styles['item']}`}
                    >
                      <span dir="auto" className={styles['name']}>
                        {person.name}
                      </span>
                      {person.email !== undefined && person.email !== person.name && (
                        <span className={styles['email']}>{person.email}</span>
                      )}
                    </Combobox.Item>
                  )}
                </Combobox.List>
              </Combobox.Popup>
            </Combobox.Positioner>
          </Combobox.Portal>
        </Combobox.Root>
      )}
    </FieldShell>
  );
}
