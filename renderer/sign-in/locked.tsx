// The window is locked: what was open stays as it was behind this page, which covers everything and takes all keys. The password
// opens it again.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { PasswordField } from '../ui/field.tsx';
import form from '../ui/form.module.css';
import { landmarkOf } from '../ui/landmark.ts';
import { fieldSentence } from '../words/failure-words.ts';
import { fullName } from '../words/user-words.ts';
import styles from './locked.module.css';

type LockedScreen = Extract<Screen, { name: 'locked' }>;

const WHY: Readonly<Record<LockedScreen['because'], string>> = {
  idle: 'Nobody used this window for a while.',
  person: 'You locked this window.',
  computer: 'The computer was asleep or locked.',
};

export function Locked({ screen }: { readonly screen: LockedScreen }) {
  const setApp = useWindow((state) => state.setApp);
  const isSample = useWindow((state) => state.app?.isSample === true);
  const [password, setPassword] = useState('');
  const [samplePassword, setSamplePassword] = useState('');
  const action = useAction();
  const cover = useRef<HTMLDialogElement>(null);
  // Before the password's field takes it.
  const [cameFrom] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null));
  useLayoutEffect(() => {
    const dialog = cover.current;
    // Above every dialog and menu, wherever they hang in the page; what lies below takes neither keys nor clicks.
    dialog?.showModal();
    return () => {
      // Open, it would keep the focus. A menu that led here may be gone by now.
      dialog?.close();
      (cameFrom?.isConnected === true ? cameFrom : landmarkOf('main').current)?.focus();
    };
  }, [cameFrom]);
  useEffect(() => {
    // The panel with the sample's password lies below.
    if (isSample)
      void request('sample.listPeople', { search: '' }).then((sample) => setSamplePassword(sample.password));
  }, [isSample]);
  return createPortal(
    <dialog ref={cover} className={styles['cover']} aria-label="Locked" onCancel={(event) => event.preventDefault()}>
      <CardPage title="Locked" lead={`${WHY[screen.because]} Everything is as you left it.`}>
        <form
          className={form['form']}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void action
              .run(async () => setApp(await request('session.unlock', { password })))
              .then(() => setPassword(''));
          }}
        >
          <p>
            <strong>{fullName(screen.user)}</strong>
            <br />
            {screen.user.email}
          </p>
          <PasswordField
            label="Password"
            autoComplete="off"
            autoFocus
            value={password}
            onText={setPassword}
            hint={samplePassword === '' ? undefined : `In the sample it is ${samplePassword}`}
            problem={fieldSentence(action.failure, 'password')}
          />
          <FailureBanner failure={action.failure} />
          <div className={form['actions']}>
            <Button type="submit" tone="primary" isBusy={action.isBusy}>
              Unlock
            </Button>
            <Button onClick={() => void action.run(async () => setApp(await request('session.signOut', {})))}>
              Sign out
            </Button>
          </div>
        </form>
      </CardPage>
    </dialog>,
    document.body,
  );
}
