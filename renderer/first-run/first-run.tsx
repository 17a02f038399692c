// First run: "Create your firm", a desktop of the firm's server, a firm from a backup, or a look around with sample data.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { useRestore } from '../shared/backup/use-restore.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { PolicyNotice, SET_BY_IT } from '../shared/policy/policy-notice.tsx';
import { usePolicy } from '../shared/policy/policy-store.ts';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { PasswordField, TextAreaField, TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT } from '../words/user-words.ts';
import styles from './first-run.module.css';
import { JoinPage } from './join-page.tsx';
import { RestorePage } from './restore-page.tsx';

const EMPTY = { firmName: '', firstName: '', lastName: '', email: '', password: '', signInPlace: '' };

export function FirstRun() {
  const setApp = useAppStore((state) => state.setApp);
  const keyProtection = useAppStore((state) => state.app?.keyProtection);
  const policy = usePolicy((state) => state.policy);
  const fixedPlace = policy?.signInPlace ?? null;
  const [firm, setFirm] = useState(EMPTY);
  const [isJoining, setJoining] = useState(false);
  const create = useAction();
  const explore = useAction();
  const restore = useRestore(() => request('firm.restore', {}));
  const field = (name: keyof typeof EMPTY) => ({
    value: firm[name],
    onText: (text: string) => setFirm((now) => ({ ...now, [name]: text })),
    problem: fieldSentence(create.failure, name),
  });
  if (isJoining) return <JoinPage onBack={() => setJoining(false)} />;
  if (restore.fileName !== undefined) return <RestorePage restore={restore} />;
  return (
    <CardPage
      title="Create your firm"
      width="wide"
      lead="You become its first Partner Admin. Everything stays on this computer."
      below={
        <div className={styles['explore']}>
          <div>
            <h2 className={styles['exploreTitle']}>Only looking around?</h2>
            <p>A sample firm with 40 clients and 250 people, kept apart from real data.</p>
          </div>
          {policy?.isSampleOff === true ? (
            <p>Sample data is switched off. {SET_BY_IT}</p>
          ) : (
            <Button
              isBusy={explore.isBusy}
              onClick={() => void explore.run(async () => setApp(await request('sample.open', {})))}
            >
              Explore with sample data
            </Button>
          )}
          <FailureBanner failure={explore.failure} />
        </div>
      }
    >
      <PolicyNotice />
      {/* Above the form, so that nobody creates a second firm by mistake. */}
      <div className={styles['existing']}>
        <p>Your firm already uses Rekey?</p>
        <div className={styles['ways']}>
          <Button onClick={() => setJoining(true)}>Join your firm on another computer</Button>
          <Button isBusy={restore.isBusy} onClick={restore.choose}>
            Restore from a backup
          </Button>
        </div>
      </div>
      <FailureBanner failure={restore.failure} />
      <Form
        onSubmit={() => {
          void create.run(async () => setApp(await request('firm.create', firm)));
        }}
      >
        <TextField label="Firm name" autoFocus autoComplete="off" {...field('firmName')} />
        <div className={form['pair']}>
          <TextField label="First name" isRequired={false} autoComplete="off" {...field('firstName')} />
          <TextField label="Last name" isRequired={false} autoComplete="off" {...field('lastName')} />
        </div>
        <div className={form['pair']}>
          <TextField label="Email" inputMode="email" spellCheck={false} autoComplete="off" {...field('email')} />
          <PasswordField label="Password" autoComplete="new-password" hint={PASSWORD_HINT} {...field('password')} />
        </div>
        <TextAreaField
          label="Where people sign in"
          isOptional
          autoComplete="off"
          rows={2}
          hint={
            fixedPlace === null
              ? 'Rekey sends no mail: each person gets a letter, and its first step says where to go, such as “On the computer at reception”. You can write this later, in Settings.'
              : `${SET_BY_IT} It is the first step of each person’s letter.`
          }
          {...field('signInPlace')}
          {...(fixedPlace === null ? {} : { value: fixedPlace, readOnly: true })}
        />
        {keyProtection === 'file_only' && (
          <Banner tone="attention">
            This computer offers Rekey no key store. Your data is protected by the rights of this computer’s account
            only, so use an encrypted disk.
          </Banner>
        )}
        <FailureBanner failure={create.failure} />
        <Button type="submit" tone="primary" className={form['wideButton']} isBusy={create.isBusy}>
          Create firm
        </Button>
      </Form>
    </CardPage>
  );
}
