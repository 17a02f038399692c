// Where the key to all secrets is kept: in the key store of the computer, or in a file.
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useAppStore } from '../state.ts';
import page from '../ui/page.module.css';
import styles from './settings.module.css';
import { Section } from './settings-section.tsx';

export function KeySection() {
  const isProtected = useAppStore((state) => state.app?.keyProtection === 'os_key_store');
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
