// Draws where the window stands, as main says. Main decides; nothing here can skip a step.
import { useEffect } from 'react';
import styles from './app.module.css';
import { request, subscribe } from './bridge.ts';
import { FirstRun } from './first-run/first-run.tsx';
import { SamplePanel } from './sample/sample-panel.tsx';
import { EnterSetupCode } from './set-up/enter-setup-code.tsx';
import { SaveRecoveryCodes } from './set-up/save-recovery-codes.tsx';
import { SetUpAuthenticator } from './set-up/set-up-authenticator.tsx';
import { Shell } from './shell/shell.tsx';
import { EnterCode } from './sign-in/enter-code.tsx';
import { SignIn } from './sign-in/sign-in.tsx';
import { useWindow } from './state.ts';

export function App() {
  const app = useWindow((state) => state.app);
  const setApp = useWindow((state) => state.setApp);
  useEffect(() => {
    void request('application.getState', {}).then(setApp);
    return subscribe('state.changed', setApp);
  }, [setApp]);
  useEffect(() => {
    document.title = app?.firmName == null ? 'Rekey' : `${app.firmName} – Rekey`;
  }, [app?.firmName]);
  if (app === undefined) return null;
  return (
    <div className={styles['window']}>
      <div className={styles['screen']}>
        <Screen />
      </div>
      {app.isSample && <SamplePanel />}
    </div>
  );
}

function Screen() {
  const screen = useWindow((state) => state.app?.screen);
  switch (screen?.name) {
    case undefined:
      return null;
    case 'first_run':
      return <FirstRun />;
    case 'sign_in':
      return <SignIn because={screen.because} />;
    case 'code':
      return <EnterCode email={screen.email} />;
    case 'setup_code':
      return <EnterSetupCode screen={screen} />;
    case 'authenticator':
      return <SetUpAuthenticator screen={screen} />;
    case 'recovery_codes':
      return <SaveRecoveryCodes codes={screen.codes} />;
    case 'signed_in':
      return <Shell screen={screen} />;
  }
}
