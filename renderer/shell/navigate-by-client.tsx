// Navigate by Client: says where one is (Global view or a client) and goes elsewhere, by mouse or by keyboard (Ctrl/Cmd+K).
import { Combobox } from '@base-ui/react/combobox';
import { Building2, Globe, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ClientRow } from '../../preload/contract.ts';
import { request } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './navigate-by-client.module.css';

const FOUND = 20;

export function NavigateByClient() {
  const client = useWindow((state) => state.client);
  const enterClient = useWindow((state) => state.enterClient);
  const enterGlobalView = useWindow((state) => state.enterGlobalView);
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<{ readonly rows: readonly ClientRow[]; readonly total: number }>({ rows: [], total: 0 });
  const input = useRef<HTMLInputElement>(null);
  const newest = useRef(0);
  // With the chosen client's own name in the box, the list offers all of them.
  const search = client !== undefined && typed === client.name ? '' : typed;

  useEffect(() => {
    const mine = ++newest.current;
    void request('clients.list', { search, offset: 0, limit: FOUND }).then(
      (page) => {
        if (mine === newest.current) setFound(page); // a late answer to an old search is dropped
      },
      () => undefined,
    );
  }, [search]);
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
      items={found.rows}
      filter={null}
      autoHighlight
      value={client ?? null}
      inputValue={typed}
      onInputValueChange={setTyped}
      itemToStringLabel={(item) => item.name}
      isItemEqualToValue={(a, b) => a.id === b.id}
      onValueChange={(chosen) => {
        if (chosen === null) enterGlobalView();
        else enterClient(chosen);
      }}
    >
      <div className={styles['box']} data-scoped={client !== undefined || undefined}>
        {client === undefined ? <Globe size={16} aria-hidden /> : <Building2 size={16} aria-hidden />}
        <Combobox.Input ref={input} className={styles['input']} aria-label="Navigate by Client" placeholder="Navigate by Client" spellCheck={false} />
        {client === undefined ? (
          <kbd className={styles['key']}>{navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}</kbd>
        ) : (
          <button
            type="button"
            className={styles['clear']}
            aria-label="Return to the Global view"
            title="Return to the Global view"
            onClick={() => {
              setTyped('');
              enterGlobalView();
            }}
          >
            <X size={15} aria-hidden />
          </button>
        )}
      </div>
      <Combobox.Portal container={landmarkOf('header')}>
        <Combobox.Positioner sideOffset={6} className={menu['positioner']}>
          <Combobox.Popup className={`${menu['popup']} ${styles['popup']}`} aria-label="Clients">
            <Combobox.Empty className={styles['none']}>{found.rows.length === 0 ? 'No client has this name.' : null}</Combobox.Empty>
            <Combobox.List className={styles['list']}>
              {(item: ClientRow) => (
                <Combobox.Item key={item.id} value={item} className={`${menu['item']} ${styles['item']}`}>
                  <span className={styles['itemName']}>{item.name}</span>
                  <span className={styles['itemType']}>{item.status === 'terminated' ? 'Terminated' : CLIENT_TYPE_WORDS[item.type]}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
            {found.total > found.rows.length && <div className={styles['more']}>{found.total - found.rows.length} more. Type to narrow down.</div>}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
