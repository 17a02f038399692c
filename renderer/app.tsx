// Draws where the window stands, as main says. Main decides; nothing here can skip a step.
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import styles from './app.module.css';
import { subscribe } from './bridge.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { useWindow } from './state.ts';

// The window's first picture is the sign-in page: what it does not need is not read before it is painted.
const FirstRun = lazy(() => import('./first-run/first-run.tsx').then((m) => ({ default: m.FirstRun })));
const SamplePanel = lazy(() => import('./sample/sample-panel.tsx').then((m) => ({ default: m.SamplePanel })));
const Activate = lazy(() => import('./set-up/activate.tsx').then((m) => ({ default: m.Activate })));
const ChooseKitPassword = lazy(() =>
  import('./set-up/choose-kit-password.tsx').then((m) => ({ default: m.ChooseKitPassword })),
);
const ChoosePassword = lazy(() => import('./set-up/choose-password.tsx').then((m) => ({ default: m.ChoosePassword })));
const EnterSetupCode = lazy(() => import('./set-up/enter-setup-code.tsx').then((m) => ({ default: m.EnterSetupCode })));
const KeepRecoveryKit = lazy(() =>
  import('./set-up/keep-recovery-kit.tsx').then((m) => ({ default: m.KeepRecoveryKit })),
);
const SaveRecoveryCodes = lazy(() =>
  import('./set-up/save-recovery-codes.tsx').then((m) => ({ default: m.SaveRecoveryCodes })),
);
const SetUpAuthenticator = lazy(() =>
  import('./set-up/set-up-authenticator.tsx').then((m) => ({ default: m.SetUpAuthenticator })),
);
const Shell = lazy(() => import('./shell/shell.tsx').then((m) => ({ default: m.Shell })));
const EnterCode = lazy(() => import('./sign-in/enter-code.tsx').then((m) => ({ default: m.EnterCode })));
const KitWaits = lazy(() => import('./sign-in/kit-waits.tsx').then((m) => ({ default: m.KitWaits })));
const Locked = lazy(() => import('./sign-in/locked.tsx').then((m) => ({ default: m.Locked })));
const ReadNotices = lazy(() => import('./sign-in/read-notices.tsx').then((m) => ({ default: m.ReadNotices })));
const Toasts = lazy(() => import('./shared/toast.tsx').then((m) => ({ default: m.Toasts })));

export function App() {
  const app = useWindow((state) => state.app);
  const setApp = useWindow((state) => state.setApp);
  const isSignedIn = useWindow((state) => state.signedIn !== undefined);
  useEffect(() => subscribe('state.changed', setApp), [setApp]);
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
          {app.screen.name === 'locked' && <Locked screen={app.screen} />}
        </Suspense>
      }
    >
      <Suspense fallback={null}>
        <Screen />
      </Suspense>
    </Frame>
  );
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
  const screen = useWindow((state) => state.app?.screen);
  const signedIn = useWindow((state) => state.signedIn);
  // Also behind the lock: nothing that was typed, and no code that is shown once, is lost.
  if (signedIn !== undefined) return <Shell screen={signedIn} />;
  switch (screen?.name) {
    case undefined:
      return null;
    case 'first_run':
      return <FirstRun />;
    case 'sign_in':
      return <SignIn because={screen.because} />;
    case 'code':
      return <EnterCode email={screen.email} />;
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
      return <SaveRecoveryCodes codes={screen.codes} />;
    case 'kit_waits':
      return <KitWaits email={screen.email} readyAt={screen.readyAt} />;
    case 'kit_password':
      return <ChooseKitPassword email={screen.email} />;
    case 'recovery_kit':
      return <KeepRecoveryKit code={screen.code} />;
    case 'signed_in':
    case 'locked':
      return null;
  }
}
