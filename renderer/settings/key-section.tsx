// Where the key to all secrets is kept: in the key store of the computer, or in a file.
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useServerName } from '../shared/line/line-store.ts';
import { useAppStore } from '../state.ts';
import page from '../ui/page.module.css';
import styles from './settings.module.css';
import { Section } from './settings-section.tsx';

export function KeySection() {
  const isProtected = useAppStore((state) => state.app?.keyProtection === 'os_key_store');
  const server = useServerName();
  return server === undefined ? <KeyHere isProtected={isProtected} /> : <KeyAtServer {...{ isProtected, server }} />;
}

function KeyAtServer({ isProtected, server }: { readonly isProtected: boolean; readonly server: string }) {
  const Icon = isProtected ? ShieldCheck : ShieldAlert;
  return (
    <Section title="Where secrets are kept">
      <div className={styles['keys']} data-tone={isProtected ? 'ok' : 'attention'}>
        <Icon size={18} aria-hidden />
        <div>
          <p>
            <strong>
              On <bdi>{server}</bdi>, {isProtected ? 'locked by its key store' : 'in a file only'}.
            </strong>{' '}
            The secrets of all authenticator apps are encrypted there.{' '}
            {isProtected
              ? 'The key to them opens only there.'
              : 'That computer offers no key store, so the key lies in the same folder: its disk should be encrypted, and its account be nobody else’s.'}
          </p>
          <p className={page['lead']}>
            This computer keeps no data of the firm, only a key of its own to connect with. If it is lost or stolen,
            revoke it under Other desktops.
          </p>
        </div>
      </div>
    </Section>
  );
}

function KeyHere({ isProtected }: { readonly isProtected: boolean }) {
  return (
    <Section title="Where secrets are kept on this computer">
      {isProtected ? (
        <div className={styles['keys']} data-tone="ok">
          <ShieldCheck size={18} aria-hidden />
          <div>
            <p>
              <strong>Locked by this computer’s key store.</strong> The secrets of all authenticator apps are encrypted.
              The key to them can be opened only by someone who is signed in to this computer as you.
            </p>
            <p className={page['lead']}>
              A copy of Rekey’s folder is of no use elsewhere: not to a thief, and not as a backup either. If the key
              store is lost, the recovery kit or a backup with its passphrase opens the key.
            </p>
          </div>
        </div>
      ) : (
        <div className={styles['keys']} data-tone="attention">
          <ShieldAlert size={18} aria-hidden />
          <div>
            <p>
              <strong>In a file only.</strong> The secrets of all authenticator apps are encrypted, but this computer
              offers no key store, so the key lies in the same folder. Anyone who can copy that folder can read the
              secrets.
            </p>
            <p className={page['lead']}>
              Keep the disk of this computer encrypted and its account to yourself. On Linux, a key store comes with
              GNOME Keyring or KWallet.
            </p>
          </div>
        </div>
      )}
    </Section>
  );
}
