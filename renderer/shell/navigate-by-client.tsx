// Navigate by Client: names the view (Global or a client) and goes to another one, by mouse or keyboard (Ctrl/Cmd+K).
import { Combobox } from '@base-ui/react/combobox';
import { Building2, Globe, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientRow } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { NO_CLIENT_FILTERS, useAppStore } from '../state.ts';
import { fitting } from '../ui/fields/fitting.ts';
import searchBox from '../ui/fields/search-box.module.css';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './navigate-by-client.module.css';

const FOUND = 20;
const ANY = { ...NO_CLIENT_FILTERS, sort: { column: 'name', isDescending: false } } as const;

export function NavigateByClient() {
  const client = useAppStore((state) => state.client);
  const enterClient = useAppStore((state) => state.enterClient);
  const enterGlobalView = useAppStore((state) => state.enterGlobalView);
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const toast = useToast();
  // If the box holds the name of the client in view, the list offers all clients.
  const search = client !== undefined && typed === client.name ? '' : typed;
  const { value: found, latest } = useRequest(
    useCallback(() => request('clients.list', { search, ...ANY, offset: 0, limit: FOUND }), [search]),
    'directory.changed',
  );
  const rows = found?.rows ?? fitting(latest?.rows ?? [], search);
  const more = latest === undefined ? 0 : latest.total - latest.rows.length;

  const clientName = client?.name ?? '';
  // The box names the client in view, also when the person came here another way.
  useEffect(() => setTyped(clientName), [clientName]);
  // Somebody may rename or terminate the client in view, or take it out of this person's sight.
  const clientId = client?.id;
  const readClient = useMemo(
    () => (clientId === undefined ? undefined : () => request('clients.get', { clientId })),
    [clientId],
  );
  const { value: current, failure } = useRequest(readClient, 'directory.changed');
  useEffect(() => {
    const shown = useAppStore.getState().client;
    // An equal object is not set, because it would render the whole list again.
    if (current !== undefined && shown?.id === current.client.id && !isEqual(shown, current.client))
      useAppStore.setState({ client: current.client });
  }, [current]);
  useEffect(() => {
    if (failure?.code !== 'not_found') return;
    toast.show({ text: 'You can no longer see this client.' });
    enterGlobalView();
  }, [failure, enterGlobalView, toast]);
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);

  return (
    <Combobox.Root<ClientRow>
      items={rows}
      filter={null}
      autoHighlight
      value={client ?? null}
      inputValue={typed}
      onInputValueChange={setTyped}
      itemToStringLabel={(item) => item.name}
      isItemEqualToValue={(a, b) => a.id === b.id}
      onValueChange={(chosen) => {
        confirmUnsavedChanges(() => (chosen === null ? enterGlobalView() : enterClient(chosen)));
      }}
    >
      <div className={`${searchBox['field']} ${styles['box']}`} data-scoped={client !== undefined || undefined}>
        {client === undefined ? <Globe size={16} aria-hidden /> : <Building2 size={16} aria-hidden />}
        <Combobox.Input
          ref={input}
          className={`${searchBox['input']} ${styles['input']}`}
          aria-label="Navigate by Client"
          placeholder="Navigate by Client"
          spellCheck={false}
        />
        {client === undefined ? (
          <kbd className={styles['key']}>{navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}</kbd>
        ) : (
          <button
            type="button"
            className={searchBox['clear']}
            aria-label="Return to the Global view"
            title="Return to the Global view"
            onClick={() => {
              confirmUnsavedChanges(enterGlobalView);
            }}
          >
            <X size={15} aria-hidden />
          </button>
        )}
      </div>
      <Combobox.Portal container={landmarkOf('header')}>
        <Combobox.Positioner sideOffset={6} className={menu['positioner']}>
          <Combobox.Popup className={`${menu['popup']} ${styles['popup']}`}>
            <Combobox.Empty className={styles['none']}>
              {(latest?.rows.length ?? 0) === 0 ? 'No client has this name.' : null}
            </Combobox.Empty>
            <Combobox.List className={styles['list']} aria-label="Clients">
              {(item: ClientRow) => (
                <Combobox.Item key={item.id} value={item} className={`${menu['item']} ${styles['item']}`}>
                  <span className={styles['itemName']}>{item.name}</span>
                  <span className={styles['itemType']}>
                    {item.status === 'terminated' ? 'Terminated' : CLIENT_TYPE_WORDS[item.type]}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
            {more > 0 && <div className={styles['more']}>{more} more. Type to narrow down.</div>}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

const isEqual = (one: ClientRow, other: ClientRow): boolean =>
  (Object.keys(one) as (keyof ClientRow)[]).every((key) => one[key] === other[key]);
