// The clients that a user works for. Many clients are folded to their number, so that they push nothing out of view.
import { useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../words/user-words.ts';
import { Quiet } from './facts.tsx';
import styles from './user-details.module.css';

/** As many as a line or two hold. */
const SHOWN_AT_ONCE = 5;

export function ClientAccess({ access }: { readonly access: OutputOf<'users.get'>['access'] }) {
  const [isWhole, setWhole] = useState(false);
  const isFolded = access.total > SHOWN_AT_ONCE && !isWhole;
  const unnamed = access.total - access.clients.length;
  return (
    <>
      {access.isAll && <p>All clients, now and in future</p>}
      {!access.isAll && access.total === 0 && <Quiet>None</Quiet>}
      {!access.isAll && access.total > SHOWN_AT_ONCE && (
        <div className={styles['folded']}>
          {plural(access.total, 'client', 'clients')}
          <Button tone="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : 'Show all'}
          </Button>
        </div>
      )}
      {!access.isAll && access.total > 0 && !isFolded && (
        <ul className={styles['clients']} aria-label="Clients">
          {access.clients.map((client) => (
            <li key={client.id} dir="auto" title={client.name}>
              {client.name}
            </li>
          ))}
          {unnamed > 0 && <li>and {plural(unnamed, 'other', 'others')}</li>}
        </ul>
      )}
      {access.joinsNewClients && <p>And clients that are added later</p>}
    </>
  );
}
