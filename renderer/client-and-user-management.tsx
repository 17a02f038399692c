// Client & User Management: the tabs Clients and Users in the Global view, Details and Users in a client's view.
import { Tabs } from '@base-ui/react/tabs';
import { Suspense } from 'react';
import styles from './client-and-user-management.module.css';
import { ClientsTab } from './clients/clients-tab.tsx';
import { lazyNamed } from './shared/lazy-named.ts';
import { StartSteps } from './start-steps.tsx';
import { useAppStore } from './state.ts';
import { Chip } from './ui/chip.tsx';
import { UsersTab } from './users/tab/users-tab.tsx';
import { CLIENT_STATUS_WORDS } from './words/client-words.ts';

const ClientDetails = lazyNamed(() => import('./clients/client-details.tsx'), 'ClientDetails');

export function ClientAndUserManagement() {
  const client = useAppStore((state) => state.client);
  const tab = useAppStore((state) => state.tab);
  const showTab = useAppStore((state) => state.showTab);
  const first = client === undefined ? 'clients' : 'details';
  return (
    // Another view is another page: the element with the focus is gone at once, so the shell sees it and moves the
    // focus.
    <Tabs.Root
      key={first}
      className={styles['page']}
      value={tab === 'users' ? 'users' : first}
      onValueChange={(value) => showTab(value as typeof tab)}
    >
      {client === undefined && <StartSteps />}
      <div className={styles['head']}>
        <p dir="auto" className={styles['view']}>
          <span>{client === undefined ? 'Global view' : client.name}</span>
          {client?.status === 'terminated' && <Chip tone="attention" text={CLIENT_STATUS_WORDS.terminated} />}
        </p>
        <h1 className={styles['title']}>Client &amp; User Management</h1>
        <Tabs.List className={styles['tabs']} aria-label="Client & User Management">
          <Tabs.Tab className={styles['tab']} value={first}>
            {client === undefined ? 'Clients' : 'Details'}
          </Tabs.Tab>
          <Tabs.Tab className={styles['tab']} value="users">
            Users
          </Tabs.Tab>
        </Tabs.List>
      </div>
      <Tabs.Panel className={styles['panel']} value="clients" tabIndex={-1}>
        <ClientsTab />
      </Tabs.Panel>
      <Tabs.Panel className={styles['panel']} value="details" tabIndex={-1}>
        <Suspense fallback={null}>{client !== undefined && <ClientDetails client={client} />}</Suspense>
      </Tabs.Panel>
      <Tabs.Panel className={styles['panel']} value="users" tabIndex={-1}>
        <UsersTab key={client?.id ?? 'global'} client={client} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
