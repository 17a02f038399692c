// Navigate by Client: names the view (Global or a client) and goes to another one, to a person, or carries out a command,
// by mouse or keyboard (Ctrl/Cmd+K).
import { Combobox } from '@base-ui/react/combobox';
import { Building2, Globe, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ClientRow, Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAppStore } from '../state.ts';
import { isPageCovered } from '../ui/dialog/dialog.tsx';
import searchBox from '../ui/fields/search-box.module.css';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import { commandsFor } from './commands.ts';
import styles from './navigate-by-client.module.css';
import { type Place, type PlaceGroup, toPlace, usePlaces } from './use-places.ts';

const IS_MAC = navigator.platform.startsWith('Mac');
const keysOf = (key: string): string => (IS_MAC ? `⌘${key}` : `Ctrl ${key}`);

interface NavigateByClientProps {
  readonly screen: Extract<Screen, { name: 'signed_in' }>;
  /** Moves the focus to the page that a command opens. */
  readonly focusPage: () => void;
}

export function NavigateByClient({ screen, focusPage }: NavigateByClientProps) {
  const client = useAppStore((state) => state.client);
  const enterClient = useAppStore((state) => state.enterClient);
  const enterGlobalView = useAppStore((state) => state.enterGlobalView);
  const showUser = useAppStore((state) => state.showUser);
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const toast = useToast();
  // If the box holds the name of the client in view, the list offers all clients.
  const search = client !== undefined && typed === client.name ? '' : typed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view decides about some of the commands
  const commands = useMemo(() => commandsFor(screen, focusPage), [screen, focusPage, client?.status]);
  const { groups, moreClients, isAnswered } = usePlaces(search, commands);
  const open = (place: Place) => {
    if ('client' in place) enterClient(place.client);
    else if ('userId' in place) showUser(place.userId);
    else place.command.run();
  };

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
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || isPageCovered()) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);

  return (
    <Combobox.Root<Place>
      items={groups}
      filter={null}
      autoHighlight
      value={client === undefined ? null : toPlace(client)}
      inputValue={typed}
      // The box names the view, not what was chosen.
      onInputValueChange={(text, { reason }) => setTyped(reason === 'item-press' ? clientName : text)}
      itemToStringLabel={(place) => place.name}
      isItemEqualToValue={(a, b) => a.key === b.key}
      onValueChange={(chosen) => {
        confirmUnsavedChanges(() => (chosen === null ? enterGlobalView() : open(chosen)));
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
          <kbd className={styles['key']}>{keysOf('K')}</kbd>
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
              {isAnswered ? 'No client, person or command has this name.' : null}
            </Combobox.Empty>
            <Combobox.List className={styles['list']} aria-label="Clients, people and commands">
              {(group: PlaceGroup) => (
                <Combobox.Group key={group.value} items={group.items} className={styles['group']}>
                  <Combobox.GroupLabel className={styles['groupLabel']}>{group.value}</Combobox.GroupLabel>
                  <Combobox.Collection>
                    {(place: Place) => (
                      <Combobox.Item key={place.key} value={place} className={menu['item']}>
                        <Label place={place} />
                      </Combobox.Item>
                    )}
                  </Combobox.Collection>
                  {group.value === 'Clients' && moreClients > 0 && (
                    <div className={styles['more']}>
                      {moreClients.toLocaleString('en-GB')} more. Type to narrow down.
                    </div>
                  )}
                </Combobox.Group>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function Label({ place }: { readonly place: Place }) {
  if (!('command' in place))
    return (
      <>
        <span dir="auto" className={styles['itemName']}>
          {place.name}
        </span>
        <span dir="auto" className={styles['itemType']}>
          {place.detail}
        </span>
      </>
    );
  const { icon: Icon, label, key } = place.command;
  return (
    <>
      <Icon size={16} aria-hidden />
      <span className={styles['itemName']}>{label}</span>
      {key !== undefined && <kbd className={styles['key']}>{keysOf(key)}</kbd>}
    </>
  );
}

const isEqual = (one: ClientRow, other: ClientRow): boolean =>
  (Object.keys(one) as (keyof ClientRow)[]).every((key) => one[key] === other[key]);
