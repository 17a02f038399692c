// One's own sign-in methods: password, authenticator app, recovery codes. It shows since when, and never a secret.
import { type ReactNode, useId, useRef, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { useTemporarySession } from '../shared/use-temporary-session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import page from '../ui/page.module.css';
import { ago, exactTime } from '../words/time-words.ts';
import styles from './account.module.css';
import { ChangeAuthenticatorDialog } from './change-authenticator-dialog.tsx';
import { ChangePasswordDialog } from './change-password-dialog.tsx';
import { NewRecoveryCodesDialog } from './new-recovery-codes-dialog.tsx';

interface SignInMethodsProps {
  readonly account: OutputOf<'account.get'>;
  readonly onChanged: () => void;
}

const ALL_CODES = 10;
/** Below this number the page advises new codes. */
const FEW_CODES = 3;

export function SignInMethods({ account, onChanged }: SignInMethodsProps) {
  const [dialog, setDialog] = useState<'password' | 'authenticator' | 'codes'>();
  const opener = useRef<HTMLElement | null>(null);
  const { passwordSince, authenticator, recoveryCodesLeft } = account.methods;
  const isTemporary = useTemporarySession();
  const open = (what: NonNullable<typeof dialog>) => (event: { readonly currentTarget: HTMLElement }) => {
    opener.current = event.currentTarget;
    setDialog(what);
  };
  const close = () => {
    setDialog(undefined);
    onChanged();
  };
  return (
    <>
      {isTemporary && (
        <Banner tone="info">You can change these when you sign in with your authenticator app again.</Banner>
      )}
      <Method
        title="Password"
        action={
          <Button disabled={isTemporary} onClick={open('password')}>
            Change password
          </Button>
        }
      >
        {passwordSince !== null && (
          <p className={page['lead']}>
            Chosen <When at={passwordSince} />.
          </p>
        )}
      </Method>
      <Method
        title="Authenticator app"
        action={
          <Button disabled={isTemporary} onClick={open('authenticator')}>
            Change authenticator
          </Button>
        }
      >
        {authenticator !== null && (
          <p className={page['lead']}>
            Set up <When at={authenticator.since} />
            {authenticator.lastUsedAt === null ? (
              ', not used since.'
            ) : (
              <>
                , last used <When at={authenticator.lastUsedAt} />.
              </>
            )}{' '}
            You need a current code to change it.
          </p>
        )}
      </Method>
      <Method
        title="Recovery codes"
        action={
          <Button disabled={isTemporary} onClick={open('codes')}>
            Make new codes
          </Button>
        }
      >
        <p className={page['lead']}>
          {recoveryCodesLeft} of {ALL_CODES} left. Each signs you in once, for the day when your phone is gone.
        </p>
        {recoveryCodesLeft < FEW_CODES && (
          <Banner tone="attention">
            {recoveryCodesLeft === 0 ? 'There are no codes left.' : 'Only a few codes are left.'} Make new ones while
            you have your phone.
          </Banner>
        )}
      </Method>
      {dialog === 'password' && <ChangePasswordDialog returnTo={opener} onClose={close} />}
      {dialog === 'authenticator' && <ChangeAuthenticatorDialog returnTo={opener} onClose={close} />}
      {dialog === 'codes' && <NewRecoveryCodesDialog left={recoveryCodesLeft} returnTo={opener} onClose={close} />}
    </>
  );
}

function Method({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`${page['section']} ${styles['method']}`} aria-labelledby={id}>
      <div className={page['sectionHead']}>
        <div>
          <h2 id={id} className={page['sectionTitle']}>
            {title}
          </h2>
          {children}
        </div>
        {action}
      </div>
    </section>
  );
}

const When = ({ at }: { readonly at: number }) => <span title={exactTime(at)}>{ago(at, Date.now())}</span>;
