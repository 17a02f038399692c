// What a new firm does first, above the lists of the Global view. It is shown to Partner Admins until all of it is done or
// the person dismisses it. Each step that is open leads to where it is done.
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useCallback } from 'react';
import type { OutputOf } from '../preload/contract/index.ts';
import { request } from './bridge.ts';
import { useRequest } from './shared/reading/use-request.ts';
import { showUsers } from './shared/show-users.ts';
import styles from './start-steps.module.css';
import { NO_USER_FILTERS, useAppStore } from './state.ts';
import { Button } from './ui/button.tsx';

type Step = OutputOf<'firm.getStart'>['steps'][number]['step'];

/** The words of each step, and where it is done. */
const STEPS: Readonly<Record<Step, { readonly words: string; readonly why: string; readonly go: () => void }>> = {
  second_admin: {
    words: 'Second Partner Admin',
    why: 'Only another Partner Admin can reset your 2FA',
    go: () => useAppStore.getState().ask('invite admin'),
  },
  first_client: {
    words: 'First client',
    why: 'People of a client are invited to it',
    go: () => useAppStore.getState().ask('add client'),
  },
  people: {
    words: 'People',
    why: 'Your colleagues and your clients’ people',
    go: () => useAppStore.getState().ask('invite'),
  },
  admin_numbers: {
    words: 'Partner Admins’ numbers',
    why: 'Each Partner Admin needs a number on file: one who calls about a lost phone is called back on it',
    go: () => void showMissingNumbers(),
  },
  backup: {
    words: 'Backup',
    why: 'Without one, a broken disk is the end of the firm’s data',
    go: () => useAppStore.getState().ask('show backups'),
  },
};

/** One's own number is entered in My account, those of the others in their details. */
async function showMissingNumbers(): Promise<void> {
  if ((await request('account.get', {})).phone === '') return useAppStore.getState().openSection('account');
  showUsers({ ...NO_USER_FILTERS, roles: ['partner_admin'], attention: ['no_number'] });
}

export function StartSteps() {
  const isFor = useAppStore(
    (state) => state.signedIn?.may.editSettings === true && !state.preferences.isStartDismissed,
  );
  const ask = useCallback(() => request('firm.getStart', {}), []);
  const steps = useRequest(isFor ? ask : undefined, 'directory.changed').value?.steps;
  const setPreferences = useAppStore((state) => state.setPreferences);
  if (!isFor || steps === undefined || steps.every(({ isDone }) => isDone)) return null;
  return (
    <section className={styles['start']} aria-label="First steps">
      <h2 className={styles['title']}>First steps</h2>
      <ul className={styles['steps']}>
        {steps.map(({ step, isDone }) => (
          <li key={step}>
            {isDone ? (
              <span className={styles['done']}>
                <CircleCheck size={15} aria-label="Done:" />
                {STEPS[step].words}
              </span>
            ) : (
              <button type="button" className={styles['open']} title={STEPS[step].why} onClick={STEPS[step].go}>
                <CircleDashed size={15} aria-hidden />
                {STEPS[step].words}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Button tone="quiet" onClick={() => setPreferences((all) => ({ ...all, isStartDismissed: true }))}>
        Dismiss
      </Button>
    </section>
  );
}
