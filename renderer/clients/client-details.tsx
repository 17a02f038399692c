// The Details tab of a client's view.
import type { ClientRow } from '../../preload/contract.ts';
import { exactDay } from '../words/time-words.ts';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './client-details.module.css';

export function ClientDetails({ client }: { readonly client: ClientRow }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Name', client.name],
    ['Type', CLIENT_TYPE_WORDS[client.type]],
    ['Status', client.status === 'active' ? 'Active' : 'Terminated'],
    ['Point of contact', client.pointOfContact ?? 'None yet'],
    ['Accounting software', client.accountingSoftware],
    ['Users', client.userCount.toLocaleString()],
    ['Added on', exactDay(client.addedAt)],
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
