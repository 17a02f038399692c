// The three steps that add the firm to an authenticator app: open the app, scan the QR code or type the setup key,
// enter the code. The setup and Change authenticator use it. The key is a secret: both call useSecretOnScreen.
import type { Failure } from '../../../preload/contract/index.ts';
import { EmailText } from '../../ui/email-text.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { CodeField } from './code-field.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './scan-authenticator.module.css';

interface ScanAuthenticatorProps {
  readonly pending: {
    readonly issuer: string;
    readonly account: string;
    readonly setupKey: string;
    readonly otpauthUri: string;
  };
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly failure: Failure | undefined;
}

export function ScanAuthenticator({ pending, code, onCode, failure }: ScanAuthenticatorProps) {
  return (
    <div className={styles['columns']}>
      <div className={styles['qr']}>
        <QrCode text={pending.otpauthUri} largest={264} />
      </div>
      <ol className={styles['list']}>
        <li>
          Open an authenticator app on your phone, for example Google Authenticator, Microsoft Authenticator or
          1Password. Choose to add an account.
        </li>
        <li>
          Scan the QR code. It adds <strong>{pending.issuer}</strong> with{' '}
          <strong>
            <EmailText email={pending.account} />
          </strong>
          .
          <div className={styles['key']}>
            <span className={styles['keyLabel']}>Setup key</span>
            <code className={styles['keyText']}>{pending.setupKey.replace(/(.{4})(?=.)/g, '$1 ')}</code>
            <CopyButton text={pending.setupKey} label="Copy" />
            <p className={styles['keyHint']}>To type in by hand when scanning is not possible.</p>
          </div>
        </li>
        <li>
          Enter the code that the app shows now.
          <div className={styles['code']}>
            <CodeField code={code} onCode={onCode} failure={failure} />
          </div>
        </li>
      </ol>
    </div>
  );
}
