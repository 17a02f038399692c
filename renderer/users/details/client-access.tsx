// The clients that a user works for. Many clients are folded to their number, so that they push nothing out of view.
import { useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { isolate } from '../../words/isolate.ts';
import { plural } from '../../words/user-words.ts';
import { Quiet } from './facts.tsx';
import styles from './user-details.module.css';

/** As many as a line or two hold. */
const SHOWN_AT_ONCE = 5;

interface ClientAccessProps {
  readonly access: OutputOf<'users.get'>['access'];
  /** A short name. */
  readonly who: string;
}

export function ClientAccess({ access, who }: ClientAccessProps) {
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
              {client.name} {client.isTerminated && <Chip tone="neutral" text="Terminated" />}
            </li>
          ))}
          {unnamed > 0 && <li>and {plural(unnamed, 'other', 'others')}</li>}
        </ul>
      )}
      {access.total > 0 && access.terminated === access.total && (
        <div className={styles['terminated']}>
          <Banner tone="attention">
            {access.total === 1 ? 'This client is terminated.' : 'All of these clients are terminated.'} The account
            still works. Deactivate it if {isolate(who)} should no longer sign in.
          </Banner>
        </div>
      )}
      {access.joinsNewClients && <p>And clients that are added later</p>}
    </>
  );
}
