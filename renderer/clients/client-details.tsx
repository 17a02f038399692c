// The Details tab of a client's view. It reads the client again when the directory changes, so changes by others show
// at once.
import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { ClientRow } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { CLIENT_STATUS_WORDS } from '../words/client-words.ts';
import { isolate } from '../words/isolate.ts';
import { ago, exactDay, exactTime } from '../words/time-words.ts';
import { CLIENT_TYPE_WORDS } from '../words/user-words.ts';
import styles from './client-details.module.css';
import { EditClientDialog } from './edit-client-dialog.tsx';
import { restoreClient } from './restore-client.ts';
import { TerminateClientDialog } from './terminate-client-dialog.tsx';

export function ClientDetails({ client: row }: { readonly client: ClientRow }) {
  const screen = useAppStore((state) => state.app?.screen);
  const [dialog, setDialog] = useState<'edit' | 'terminate'>();
  const opener = useRef<HTMLElement | null>(null);
  const toast = useToast();
  const restore = useAction();

  const { value: details, failure } = useRequest(
    useCallback(() => request('clients.get', { clientId: row.id }), [row.id]),
    'directory.changed',
  );

  // Until the answer arrives, the row that was clicked is good enough.
  const client = details?.client ?? row;
  const may = screen?.name === 'signed_in' ? screen.may : undefined;
  const open = (what: 'edit' | 'terminate', event: { readonly currentTarget: HTMLElement }) => {
    opener.current = event.currentTarget;
    setDialog(what);
  };
  const restoreNow = () =>
    void restore.run(async () => {
      await restoreClient(client.id);
      toast.show({ text: `${isolate(client.name)} was restored.` });
    });
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Name', client.name],
    ['Type', CLIENT_TYPE_WORDS[client.type]],
    [
      'Status',
      <Chip
        key="status"
        tone={client.status === 'active' ? 'ok' : 'neutral'}
        text={CLIENT_STATUS_WORDS[client.status]}
      />,
    ],
    ['Point of contact', client.pointOfContact ?? <None />],
    ['Accounting software', client.accountingSoftware || <None />],
    ['Users', client.userCount.toLocaleString('en-GB')],
    ['Added on', <When key="added" at={client.addedAt} />],
    ...(client.terminatedAt === null
      ? []
      : ([
          [
            'Terminated',
            <span key="terminated">
              <When at={client.terminatedAt} />
              {details?.terminatedBy == null ? '' : `, by ${details.terminatedBy}`}
            </span>,
          ],
        ] as const)),
  ];
  return (
    <div className={styles['page']}>
      <div className={styles['content']}>
        <FailureBanner failure={failure} />
        {client.status === 'terminated' && (
          <Banner tone="attention">
            This client is terminated.{' '}
            {client.restorableUntil === null
              ? 'It can no longer be restored.'
              : `It can be restored until ${exactDay(client.restorableUntil)}.`}
          </Banner>
        )}
        <dl className={styles['facts']}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        <FailureBanner failure={restore.failure} />
        <div className={styles['actions']}>
          {may?.editClient === true && client.status === 'active' && (
            <Button onClick={(event) => open('edit', event)}>Edit</Button>
          )}
          {/* One place for both buttons: the focus stays there when the client is terminated or restored. */}
          {may?.terminateClient === true &&
            (client.status === 'active' ? (
              <Button className={styles['terminate']} onClick={(event) => open('terminate', event)}>
                Terminate
              </Button>
            ) : (
              client.restorableUntil !== null && (
                <Button isBusy={restore.isBusy} onClick={restoreNow}>
                  Restore
                </Button>
              )
            ))}
        </div>
      </div>
      {dialog === 'edit' && <EditClientDialog client={client} returnTo={opener} onClose={() => setDialog(undefined)} />}
      {dialog === 'terminate' && (
        <TerminateClientDialog client={client} returnTo={opener} onClose={() => setDialog(undefined)} />
      )}
    </div>
  );
}

const None = () => <span className={styles['none']}>None yet</span>;

const When = ({ at }: { readonly at: number }) => <span title={exactTime(at)}>{`${exactDay(at)}${relative(at)}`}</span>;

function relative(at: number): string {
  const words = ago(at, Date.now());
  // For old dates the relative form is the day itself.
  return words === exactDay(at) ? '' : ` (${words})`;
}
