// Renders the screen that main reports. Main decides, so nothing here can skip a step.
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import type { AppState } from '../preload/contract/index.ts';
import styles from './app.module.css';
import { subscribe } from './bridge.ts';
import { lazyNamed } from './shared/lazy-named.ts';
import { followLine, useServerName } from './shared/line/line-store.ts';
import { readPolicy } from './shared/policy/policy-store.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { useAppStore } from './state.ts';
import { Banner } from './ui/banner.tsx';

// The sign-in page is painted first: what it does not need is loaded later.
const FirstRun = lazyNamed(() => import('./first-run/first-run.tsx'), 'FirstRun');
const SamplePanel = lazyNamed(() => import('./sample/sample-panel.tsx'), 'SamplePanel');
const Activate = lazyNamed(() => import('./setup/activate.tsx'), 'Activate');
const ChooseKitPassword = lazyNamed(() => import('./setup/choose-kit-password.tsx'), 'ChooseKitPassword');
const ChoosePassword = lazyNamed(() => import('./setup/choose-password.tsx'), 'ChoosePassword');
const EnterSetupCode = lazyNamed(() => import('./setup/enter-setup-code.tsx'), 'EnterSetupCode');
const KeepRecoveryKit = lazyNamed(() => import('./setup/keep-recovery-kit.tsx'), 'KeepRecoveryKit');
const SaveRecoveryCodes = lazyNamed(() => import('./setup/save-recovery-codes.tsx'), 'SaveRecoveryCodes');
const SetUpAuthenticator = lazyNamed(() => import('./setup/set-up-authenticator.tsx'), 'SetUpAuthenticator');
const SignedIn = lazyNamed(() => import('./signed-in.tsx'), 'SignedIn');
const EnterCode = lazyNamed(() => import('./sign-in/enter-code.tsx'), 'EnterCode');
const KitWaits = lazyNamed(() => import('./sign-in/kit-waits.tsx'), 'KitWaits');
const LineSign = lazyNamed(() => import('./shared/line/line-sign.tsx'), 'LineSign');
const Locked = lazyNamed(() => import('./sign-in/locked.tsx'), 'Locked');
const Moved = lazyNamed(() => import('./sign-in/moved.tsx'), 'Moved');
const NotConnected = lazyNamed(() => import('./sign-in/not-connected.tsx'), 'NotConnected');
const ReadNotices = lazyNamed(() => import('./sign-in/read-notices.tsx'), 'ReadNotices');
const Toasts = lazyNamed(() => import('./shared/toast.tsx'), 'Toasts');

export function App() {
  const app = useAppStore((state) => state.app);
  const setApp = useAppStore((state) => state.setApp);
  const isRestarted = useRestarted(app?.screen.name);
  const isSignedIn = useAppStore((state) => state.signedIn !== undefined);
  useEffect(() => subscribe('state.changed', setApp), [setApp]);
  const isRemote = useServerName() !== undefined;
  useEffect(followLine, []);
  useEffect(readPolicy, []);
  useEffect(() => {
    document.title = app?.firmName == null ? 'Rekey' : `${app.firmName} – Rekey`;
  }, [app?.firmName]);
  if (app === undefined) return null;
  return (
    <Frame
      beside={
        <Suspense fallback={null}>
          {app.isSample && <SamplePanel />}
          {isSignedIn && <Toasts />}
          {app.screen.name === 'locked' ? <Locked screen={app.screen} /> : isRemote && <LineSign />}
        </Suspense>
      }
    >
      <Suspense fallback={null}>
        {isRestarted ? (
          <div className={styles['restarted']}>
            <Banner tone="attention">
              This window stopped working and was started again. What was typed in it is lost. What was saved is safe.
            </Banner>
            <div>
              <Screen />
            </div>
          </div>
        ) : (
          <Screen />
        )}
      </Suspense>
    </Frame>
  );
}

/** Main has started the page again. It is said on the first screen; the locked screen says it itself. */
function useRestarted(screen: AppState['screen']['name'] | undefined): boolean {
  const [first, setFirst] = useState(location.search === '?restarted' ? screen : undefined);
  if (first !== undefined && first !== screen) setFirst(undefined);
  return first !== undefined && first === screen && screen !== 'locked';
}

export function Frame({ beside, children }: { readonly beside?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={styles['window']}>
      <div className={styles['screen']}>{children}</div>
      {beside}
    </div>
  );
}

function Screen() {
  const screen = useAppStore((state) => state.app?.screen);
  const signedIn = useAppStore((state) => state.signedIn);
  // The shell stays behind the lock, so typed text and codes that are shown once are not lost.
  if (signedIn !== undefined) return <SignedIn screen={signedIn} />;
  switch (screen?.name) {
    case undefined:
      return null;
    case 'first_run':
      return <FirstRun />;
    case 'not_connected':
      return <NotConnected />;
    case 'sign_in':
      return (
        <SignIn
          because={screen.because}
          ended={screen.ended}
          arrival={screen.arrival}
          restoredFrom={screen.restoredFrom}
        />
      );
    case 'moved':
      return <Moved screen={screen} />;
    case 'code':
      return <EnterCode email={screen.email} waitMs={screen.waitMs} />;
    case 'notice':
      return <ReadNotices screen={screen} />;
    case 'activation':
      return <Activate screen={screen} />;
    case 'new_password':
      return <ChoosePassword screen={screen} />;
    case 'setup_code':
      return <EnterSetupCode screen={screen} />;
    case 'authenticator':
      return <SetUpAuthenticator screen={screen} />;
    case 'recovery_codes':
      return <SaveRecoveryCodes screen={screen} />;
    case 'kit_waits':
      return <KitWaits email={screen.email} readyAt={screen.readyAt} />;
    case 'kit_password':
      return <ChooseKitPassword email={screen.email} />;
    case 'recovery_kit':
      return <KeepRecoveryKit screen={screen} />;
    case 'signed_in':
    case 'locked':
      return null;
  }
}
