// Sign in, first step: email and password, or a one-time code in place of the password.
import { Suspense, useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { ClockNotice } from '../shared/clock-notice.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { lazyNamed } from '../shared/lazy-named.ts';
import { PolicyNotice } from '../shared/policy/policy-notice.tsx';
import { useStep } from '../shared/use-step.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';
import { endedSentence } from '../words/ended-words.ts';
import { exactTime } from '../words/time-words.ts';
import { AccountPasswordField, EmailField } from './account-fields.tsx';
import { EnterOneTimeCode, type OneTimeCodePurpose } from './enter-one-time-code.tsx';
import styles from './sign-in.module.css';

type SignInScreen = Extract<Screen, { name: 'sign_in' }>;

// Almost nobody needs them, so the first paint does not wait for them.
const Arrived = lazyNamed(() => import('./arrived.tsx'), 'Arrived');
const UseRecoveryKit = lazyNamed(() => import('./use-recovery-kit.tsx'), 'UseRecoveryKit');

const BECAUSE = {
  session_ended: 'Your session has ended. Sign in again.',
  too_slow: 'That took too long, so it was stopped to be safe. Sign in again.',
  changed_meanwhile: 'Your account has changed. Sign in again to continue.',
  frozen: 'The account is frozen, and every Partner Admin is told. Call your firm.',
} as const;

interface SignInProps {
  readonly because: SignInScreen['because'];
  readonly ended?: SignInScreen['ended'] | undefined;
  readonly arrival?: SignInScreen['arrival'] | undefined;
  readonly restoredFrom?: SignInScreen['restoredFrom'] | undefined;
}

export function SignIn({ because, ended, arrival, restoredFrom }: SignInProps) {
  const app = useAppStore((state) => state.app);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [purpose, setPurpose] = useState<OneTimeCodePurpose>();
  const [isKitChosen, setKitChosen] = useState(false);
  const step = useStep();
  if (purpose !== undefined)
    return <EnterOneTimeCode purpose={purpose} email={email} onBack={() => setPurpose(undefined)} />;
  if (isKitChosen)
    return (
      <Suspense fallback={null}>
        <UseRecoveryKit email={email} onBack={() => setKitChosen(false)} />
      </Suspense>
    );
  /** Another way in. A password that is being checked opens nothing any more. */
  const leave = () => {
    if (step.isBusy) step.cancel();
    setPassword('');
    step.clear();
  };
  const enterCode = (chosen: OneTimeCodePurpose) => {
    leave();
    setPurpose(chosen);
  };
  return (
    <CardPage
      title="Sign in"
      lead={app?.firmName ?? ''}
      width={arrival === undefined ? 'narrow' : 'wide'}
      above={
        arrival && (
          <Suspense fallback={null}>
            <Arrived arrival={arrival} />
          </Suspense>
        )
      }
      below={
        <>
          <p>Lost your phone? Use a recovery code, or ask a Partner Admin of your firm to reset your 2FA.</p>
          <p>
            Nobody can sign in?
            <Button
              tone="quiet"
              className={styles['kit']}
              onClick={() => {
                leave();
                setKitChosen(true);
              }}
            >
              Use the recovery kit
            </Button>
          </p>
        </>
      }
    >
      <Form
        onSubmit={() => {
          void step.go(() => request('session.signIn', { email, password }));
        }}
      >
        {restoredFrom !== undefined && (
          <Banner tone="info">
            The firm was restored from the backup of {exactTime(restoredFrom)}. What was done after that is not in it.
          </Banner>
        )}
        {because !== null && because !== 'signed_out' && step.failure === undefined && (
          <Banner tone="info">{ended === undefined ? BECAUSE[because] : endedSentence(ended)}</Banner>
        )}
        <ClockNotice />
        <PolicyNotice />
        <EmailField autoFocus value={email} onText={setEmail} failure={step.failure} />
        <AccountPasswordField value={password} onText={setPassword} failure={step.failure} />
        <FailureBanner failure={step.failure} />
        <Button type="submit" tone="primary" className={form['wideButton']} isBusy={step.isBusy}>
          Sign in
        </Button>
        <div className={styles['codes']}>
          <Button tone="quiet" onClick={() => enterCode('activation')}>
            Activate your account
          </Button>
          <Button tone="quiet" onClick={() => enterCode('new_password')}>
            Forgot your password?
          </Button>
        </div>
      </Form>
    </CardPage>
  );
}
