// Narrows the users of the Global view to those of one client, found by typing.
import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import { NO_CLIENT_FILTERS } from '../../state.ts';
import filter from '../../ui/filter-menu.module.css';
import { fitting } from '../../ui/fitting.ts';
import { landmarkOf } from '../../ui/landmark.ts';
import menu from '../../ui/menu.module.css';
import styles from './users-tab-client-filter.module.css';

interface Client {
  readonly id: number;
  readonly name: string;
}

const FOUND = 30;

export function ClientFilter({
  client,
  onClient,
}: {
  readonly client: Client | undefined;
  readonly onClient: (client: Client | undefined) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<{
    readonly search: string;
    readonly rows: readonly Client[];
    readonly total: number;
  }>();
  const newest = useRef(0);
  useEffect(() => {
    if (!isOpen) return;
    const mine = ++newest.current;
    void request('clients.list', {
      search,
      ...NO_CLIENT_FILTERS,
      sort: { column: 'name', isDescending: false },
      offset: 0,
      limit: FOUND,
    }).then(
      (page) => {
        if (mine === newest.current) setFound({ search, ...page }); // a late answer to an old search is dropped
      },
      () => {
        if (mine === newest.current) setFound(undefined);
      },
    );
  }, [isOpen, search]);
  return (
    <Combobox.Root<Client>
      items={found === undefined || found.search === search ? (found?.rows ?? []) : fitting(found.rows, search)}
      filter={null}
      autoHighlight
      open={isOpen}
      onOpenChange={setOpen}
      inputValue={search}
      onInputValueChange={setSearch}
      value={client ?? null}
      onValueChange={(chosen) => onClient(chosen === null ? undefined : { id: chosen.id, name: chosen.name })}
      itemToStringLabel={(item) => item.name}
      isItemEqualToValue={(a, b) => a.id === b.id}
    >
      {/* A combobox takes no name from its content. */}
      <Combobox.Trigger
        className={filter['button']}
        data-on={client !== undefined || undefined}
        aria-label="Filter by Client"
      >
        Client
        <ChevronDown size={14} aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal container={landmarkOf('main')}>
        <Combobox.Positioner className={menu['positioner']} sideOffset={4} align="start">
          <Combobox.Popup className={`${menu['popup']} ${styles['popup']}`} aria-label="Only users of this client">
            <Combobox.Input
              className={styles['input']}
              aria-label="Search clients"
              placeholder="Search clients"
              spellCheck={false}
              maxLength={200}
            />
            <Combobox.Empty className={styles['note']}>
              {found?.rows.length === 0 ? 'No client has this name.' : null}
            </Combobox.Empty>
            <Combobox.List className={styles['list']}>
              {(item: Client) => (
                <Combobox.Item key={item.id} value={item} className={menu['item']}>
                  <span className={styles['name']}>{item.name}</span>
                  <Combobox.ItemIndicator>
                    <Check size={16} aria-hidden />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
            {found !== undefined && found.total > found.rows.length && (
              <div className={styles['note']}>
                {(found.total - found.rows.length).toLocaleString()} more. Type to narrow down.
              </div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
