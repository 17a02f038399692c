// A filter of the Global view: only the users of one client, which is found by typing.
import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { useCallback, useState } from 'react';
import { request } from '../../bridge.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { NO_CLIENT_FILTERS } from '../../state.ts';
import { fitting } from '../../ui/fields/fitting.ts';
import filter from '../../ui/filters/filter-menu.module.css';
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
  const find = useCallback(
    () =>
      request('clients.list', {
        search,
        ...NO_CLIENT_FILTERS,
        sort: { column: 'name', isDescending: false },
        offset: 0,
        limit: FOUND,
      }),
    [search],
  );
  const { value: found, latest } = useRequest(isOpen ? find : undefined);
  const more = latest === undefined ? 0 : latest.total - latest.rows.length;
  return (
    <Combobox.Root<Client>
      items={found?.rows ?? fitting(latest?.rows ?? [], search)}
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
      {/* The role combobox takes no name from its content. */}
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
              {latest?.rows.length === 0 ? 'No client has this name.' : null}
            </Combobox.Empty>
            <Combobox.List className={styles['list']}>
              {(item: Client) => (
                <Combobox.Item key={item.id} value={item} className={menu['item']}>
                  <span dir="auto" className={styles['name']}>
                    {item.name}
                  </span>
                  <Combobox.ItemIndicator>
                    <Check size={16} aria-hidden />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
            {more > 0 && (
              <div className={styles['note']}>{more.toLocaleString('en-GB')} more. Type to narrow down.</div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
