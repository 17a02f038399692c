// Picks one person by name or email, of a client or of the firm, or states that there is nobody in particular.
import { Combobox } from '@base-ui/react/combobox';
import { ChevronDown } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import { NO_USER_FILTERS } from '../../state.ts';
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
  /** Null: everybody may be picked. */
  readonly clientId: number | null;
  /** Undefined: not chosen yet. */
  readonly value: PickedPerson | undefined;
  readonly onPick: (person: PickedPerson) => void;
  /** What stands in the box. It may fit nobody. */
  readonly onTyped?: (typed: string) => void;
  /** "No point of contact for now" */
  readonly nobody: string;
  /** Not offered. */
  readonly without?: number;
  readonly problem?: string | undefined;
}

async function findUsers(search: string) {
  const { rows } = await request('users.list', {
    search,
    clientId: null,
    filters: NO_USER_FILTERS,
    sort: { column: 'name', isDescending: false },
    offset: 0,
    limit: 20,
  });
  return rows.map(({ id, firstName, lastName, details }) => ({
    id,
    name: `${firstName} ${lastName}`.trim(),
    email: details?.email ?? '',
  }));
}

export function PersonPicker({ label, clientId, value, onPick, onTyped, nobody, without, problem }: PersonPickerProps) {
  const [typed, setTyped] = useState(value?.name ?? '');
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useFocusOnProblem(input, problem);
  // If the box holds the name of the picked person, the list offers everybody.
  const search = value !== undefined && typed === value.name ? '' : typed;
  const { value: found, latest = [] } = useRequest(
    useCallback(async () => {
      const people =
        clientId === null
          ? await findUsers(search)
          : (await request('clients.listContacts', { clientId, search })).people;
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
          onInputValueChange={(text) => {
            setTyped(text);
            onTyped?.(text);
          }}
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
                  {latest.length > 0
                    ? null
                    : clientId === null
                      ? 'Nobody has this name or email.'
                      : 'Nobody of this client has this name.'}
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
