// The desktops that a Partner Admin has added: since when, last seen, and the way to revoke one.
import { Check, Clock, TriangleAlert } from 'lucide-react';
import { useRef, useState } from 'react';
import type { DesktopRow } from '../../../preload/contract/index.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import page from '../../ui/page.module.css';
import { ago, exactDay, exactTime } from '../../words/time-words.ts';
import styles from './desktops.module.css';
import { RevokeDesktopDialog } from './revoke-desktop-dialog.tsx';

interface DesktopsTableProps {
  readonly desktops: readonly DesktopRow[];
  readonly isServing: boolean;
  readonly onChanged: () => void;
}

export function DesktopsTable({ desktops, isServing, onChanged }: DesktopsTableProps) {
  const [asked, setAsked] = useState<DesktopRow>();
  const opener = useRef<HTMLElement>(null);
  const caption = useRef<HTMLHeadingElement>(null);
  const toast = useToast();
  return (
    <div className={styles['list']}>
      <h3 ref={caption} tabIndex={-1} className={styles['caption']}>
        Desktops
      </h3>
      {desktops.length === 0 ? (
        <p className={page['lead']}>
          No desktop has been added yet. {isServing && '“Add a desktop” makes a code for the first one.'}
        </p>
      ) : (
        <div className={styles['scroller']}>
          <table className={styles['table']} aria-label="Desktops">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Since</th>
                <th scope="col">Last seen</th>
                <th scope="col">Version</th>
                <th scope="col" className={styles['end']}>
                  Action
                </th>
              </tr>
            </thead>
            <tbody>
              {desktops.map((desktop) => (
                <tr key={desktop.id} data-revoked={desktop.revokedAt !== null || undefined}>
                  <th scope="row">
                    <span dir="auto" title={desktop.name}>
                      {desktop.name}
                    </span>
                  </th>
                  <td title={exactTime(desktop.since)}>{exactDay(desktop.since)}</td>
                  <td>
                    <LastSeen desktop={desktop} />
                  </td>
                  <td>
                    <Version of={desktop} />
                  </td>
                  <td className={styles['end']}>
                    {desktop.revokedAt === null && (
                      <Button
                        tone="quiet"
                        aria-label={`Revoke ${desktop.name}`}
                        onClick={(event) => {
                          opener.current = event.currentTarget;
                          setAsked(desktop);
                        }}
                      >
                        Revoke
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked !== undefined && (
        <RevokeDesktopDialog
          desktop={asked}
          returnTo={opener}
          onRevoked={() => {
            // The button goes with the right to connect.
            opener.current = caption.current;
            setAsked(undefined);
            onChanged();
            toast.show({ text: `${asked.name} was revoked.` });
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

function LastSeen({ desktop: { isConnected, lastSeenAt, revokedAt, validUntil } }: { readonly desktop: DesktopRow }) {
  if (revokedAt !== null) return <span title={exactTime(revokedAt)}>Revoked {ago(revokedAt, Date.now())}</span>;
  if (isConnected) return <Chip tone="ok" icon={Check} text="Connected" />;
  if (validUntil <= Date.now())
    return (
      <Chip
        tone="attention"
        icon={Clock}
        text="Needs a new code"
        title={`It was away for so long that its certificate ran out on ${exactDay(validUntil)}. Revoke it, and add it again.`}
      />
    );
  return lastSeenAt === null ? 'Never' : <span title={exactTime(lastSeenAt)}>{ago(lastSeenAt, Date.now())}</span>;
}

function Version({ of: { version, revokedAt } }: { readonly of: DesktopRow }) {
  const own = useAppStore((state) => state.app?.version);
  if (version === null) return '–';
  if (version === own || revokedAt !== null) return version;
  return (
    <Chip
      tone="attention"
      icon={TriangleAlert}
      text={version}
      title={`The server has Rekey ${own ?? ''}. Install the same version on both.`}
    />
  );
}
