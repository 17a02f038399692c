// Where the key to all secrets is kept: in the key store of the computer, or in a file. "Check now" opens it.
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { KeyCheck, OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useServerName } from '../shared/line/line-store.ts';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Live } from '../ui/live.tsx';
import page from '../ui/page.module.css';
import { exactTime } from '../words/time-words.ts';
import styles from './settings.module.css';
import { Section } from './settings-section.tsx';

/** What to do: while Rekey is open, it has the key in its memory, so a backup holds it. */
const BACK_UP =
  'Do not close Rekey. Back up now, in Backups above: the file has the key. After that, the recovery kit or the backup opens the firm at the next start.';
/** @param store the key store that was asked: "GNOME Keyring". */
const PROBLEMS: Readonly<Record<Exclude<KeyCheck, 'opens'>, (store: string) => string>> = {
  missing: () => `The file with the key is gone. ${BACK_UP}`,
  refused: (store) => `The key does not open with ${store}. ${BACK_UP}`,
  no_answer: (store) =>
    `There was no answer from ${store} within a minute. Look whether the system asks for a password, then check again. If it stays silent, nothing is lost yet. ${BACK_UP}`,
  other_key: () => `The file holds another key than the one that Rekey works with. ${BACK_UP}`,
  secret_altered: () =>
    'The key opens, but your own authenticator’s secret does not: another program has changed it. Ask another Partner Admin to reset your 2FA, and look at Activity.',
};

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
  const [checked, setChecked] = useState<OutputOf<'dataKey.check'>>();
  const check = useAction();
  const store = checked?.store ?? 'the key store of this computer';
  const checkNow = () => {
    setChecked(undefined);
    void check.run(async () => setChecked(await request('dataKey.check', {})));
  };
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
      <div className={styles['backupButtons']}>
        <Button isBusy={check.isBusy} onClick={checkNow}>
          Check now
        </Button>
      </div>
      <Live>
        {checked?.result === 'opens' && (
          <p>
            Checked {exactTime(checked.at)}: the key was read from the disk
            {isProtected && `, opened with ${store}`}, and it opened a secret.
          </p>
        )}
        {checked !== undefined && checked.result !== 'opens' && (
          <Banner tone="danger">
            Checked {exactTime(checked.at)}. {PROBLEMS[checked.result](store)}
          </Banner>
        )}
      </Live>
      <FailureBanner failure={check.failure} />
    </Section>
  );
}
