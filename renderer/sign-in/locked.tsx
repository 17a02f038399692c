// The window is locked. This page covers everything and takes all keys; the open work stays as it was behind it. The
// password unlocks the window.
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { LineSign } from '../shared/line/line-sign.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { useAppStore } from '../state.ts';
import { landmarkOf } from '../ui/landmark.ts';
import { fullName } from '../words/user-words.ts';
import { AccountPasswordField } from './account-fields.tsx';
import styles from './locked.module.css';

type LockedScreen = Extract<Screen, { name: 'locked' }>;

const WHY: Readonly<Record<LockedScreen['because'], string>> = {
  idle: 'Nobody used this window for a while. Everything is as you left it.',
  person: 'You locked this window. Everything is as you left it.',
  computer: 'The computer was asleep or locked. Everything is as you left it.',
  restarted: 'This window stopped working and was started again. What was typed in it is lost. What was saved is safe.',
  line: 'The connection to your firm’s server was lost, and is there again. Everything is as you left it.',
};

export function Locked({ screen }: { readonly screen: LockedScreen }) {
  const isSample = useAppStore((state) => state.app?.isSample === true);
  const [password, setPassword] = useState('');
  // The page covers the panel with the sample's password, so the page shows it too.
  const readSample = useCallback(() => request('sample.listPeople', { search: '' }), []);
  const { value: sample } = useRequest(isSample ? readSample : undefined);
  const step = useStep();
  const cover = useRef<HTMLDialogElement>(null);
  // Read before the password field takes the focus.
  const [cameFrom] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null));
  useLayoutEffect(() => {
    const dialog = cover.current;
    // A modal dialog is above every other dialog and menu, and the page below takes neither keys nor clicks.
    dialog?.showModal();
    return () => {
      // An open modal dialog would keep the focus. The element that had it before may be gone.
      dialog?.close();
      (cameFrom?.isConnected === true ? cameFrom : landmarkOf('main').current)?.focus();
    };
  }, [cameFrom]);
  return createPortal(
    <dialog ref={cover} className={styles['cover']} aria-label="Locked" onCancel={(event) => event.preventDefault()}>
      <StepForm
        step={step}
        title="Locked"
        lead={WHY[screen.because]}
        submitLabel="Unlock"
        onSubmit={() => void step.go(() => request('session.unlock', { password })).then(() => setPassword(''))}
        back={{ label: 'Sign out', onBack: () => step.leave(() => request('session.signOut', {})) }}
      >
        <p>
          <strong dir="auto">{fullName(screen.user)}</strong>
          <br />
          {screen.user.email}
        </p>
        <AccountPasswordField
          autoFocus
          value={password}
          onText={setPassword}
          hint={sample === undefined ? undefined : `In the sample it is ${sample.password}`}
          failure={step.failure}
        />
      </StepForm>
      <LineSign isUnderLock />
    </dialog>,
    document.body,
  );
}
