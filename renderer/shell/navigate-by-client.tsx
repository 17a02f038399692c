// Navigate by Client: says where one is (Global view or a client) and goes elsewhere, by mouse or by keyboard (Ctrl/Cmd+K).
import { Combobox } from '@base-ui/react/combobox';
import { Building2, Globe, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ClientRow } from '../../preload/contract/index.ts';
import { RequestFailed, request, subscribe } from '../bridge.ts';
import { useToast } from '../shared/toast.tsx';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { NO_CLIENT_FILTERS, useAppStore } from '../state.ts';
import { fitting } from '../ui/fitting.ts';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import searchBox from '../ui/search-box.module.css';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './navigate-by-client.module.css';

const FOUND = 20;
const ANY = { ...NO_CLIENT_FILTERS, sort: { column: 'name', isDescending: false } } as const;

export function NavigateByClient() {
  const client = useAppStore((state) => state.client);
  const enterClient = useAppStore((state) => state.enterClient);
  const enterGlobalView = useAppStore((state) => state.enterGlobalView);
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<{
    readonly search: string;
    readonly rows: readonly ClientRow[];
    readonly total: number;
  }>({
    search: '',
    rows: [],
    total: 0,
  });
  const input = useRef<HTMLInputElement>(null);
  const newest = useRef(0);
  const [round, setRound] = useState(0);
  const toast = useToast();
  // With the chosen client's own name in the box, the list offers all of them.
  const search = client !== undefined && typed === client.name ? '' : typed;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again
  useEffect(() => {
    const mine = ++newest.current;
    void request('clients.list', { search, ...ANY, offset: 0, limit: FOUND }).then(
      (page) => {
        if (mine === newest.current) setFound({ search, ...page }); // a late answer to an old search is dropped
      },
      () => undefined,
    );
  }, [search, round]);
  useEffect(() => subscribe('directory.changed', () => setRound((now) => now + 1)), []);
  // The client in view may have been renamed, terminated, or taken out of this person's sight.
  const clientId = client?.id;
  const clientName = client?.name ?? '';
  // The box says where one is, however one came here.
  useEffect(() => setTyped(clientName), [clientName]);
  useEffect(() => {
    if (clientId === undefined || round === 0) return;
    void request('clients.get', { clientId }).then(
      ({ client: now }) => {
        if (useAppStore.getState().client?.id === now.id) useAppStore.setState({ client: now });
      },
      (error: unknown) => {
        if (
          !(error instanceof RequestFailed) ||
          error.failure.code !== 'not_found' ||
          useAppStore.getState().client?.id !== clientId
        )
          return;
        toast.show({ text: 'This client is not visible to you any more.' });
        enterGlobalView();
      },
    );
  }, [clientId, round, enterGlobalView, toast]);
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
      items={found.search === search ? found.rows : fitting(found.rows, search)}
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
              {found.rows.length === 0 ? 'No client has this name.' : null}
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
            {found.total > found.rows.length && (
              <div className={styles['more']}>{found.total - found.rows.length} more. Type to narrow down.</div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
