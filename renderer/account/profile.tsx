// One's own names, email and number on file. The firm knows by email and number who calls, so another one takes a fresh
// code, and a number is confirmed by somebody else wherever there is somebody.
import { useId, useRef, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request, toFailure } from '../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../shared/dialogs/changed-meanwhile.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useToast } from '../shared/toast.tsx';
import { useUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAction } from '../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../shared/use-temporary-session.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';
import { changedKeys, mergeTyped } from '../ui/fields/merge-typed.ts';
import page from '../ui/page.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { exactDay } from '../words/time-words.ts';
import { ROLE_WORDS } from '../words/user-words.ts';
import styles from './account.module.css';
import { ContactDialog } from './contact-dialog.tsx';

type Account = OutputOf<'account.get'>;

interface Names {
  readonly firstName: string;
  readonly lastName: string;
}

const NAME_WORDS: Readonly<Record<keyof Names, string>> = { firstName: 'First name', lastName: 'Last name' };
const namesOf = ({ user }: Account): Names => ({ firstName: user.firstName, lastName: user.lastName });

export function Profile({ account, onChanged }: { readonly account: Account; readonly onChanged: () => void }) {
  // The account that the fields started with. A newer answer replaces it only while nothing is typed.
  const [base, setBase] = useState(account);
  const [seen, setSeen] = useState(account);
  const [names, setNames] = useState(namesOf(account));
  const [meanwhile, setMeanwhile] = useState<readonly MeanwhileChange[]>();
  const setApp = useAppStore((state) => state.setApp);
  const toast = useToast();
  const save = useAction();
  const isTemporary = useTemporarySession();
  const title = useId();
  const emailButton = useRef<HTMLButtonElement>(null);
  const phoneButton = useRef<HTMLButtonElement>(null);
  const [dialog, setDialog] = useState<'email' | 'phone'>();
  const first = useRef<HTMLDivElement>(null);
  const isChanged = changedKeys(namesOf(base), names).length > 0;
  useUnsavedChanges(isChanged);
  if (account !== seen) {
    setSeen(account);
    if (!isChanged) {
      setBase(account);
      setNames(namesOf(account));
    }
  }

  const submit = () =>
    void save.run(async () => {
      try {
        setApp(await request('account.edit', { version: base.version, ...names }));
      } catch (error) {
        if (toFailure(error).code !== 'conflict') throw error;
        const theirs = await request('account.get', {});
        const [before, after] = [namesOf(base), namesOf(theirs)];
        setMeanwhile(
          changedKeys(before, after).map((key) => ({ label: NAME_WORDS[key], was: before[key], now: after[key] })),
        );
        setNames(mergeTyped(before, names, after));
        setBase(theirs);
        return;
      }
      const saved = await request('account.get', {});
      setBase(saved);
      setNames(namesOf(saved));
      setMeanwhile(undefined);
      toast.show({ text: 'Your name was saved.' });
      onChanged();
    });

  const discard = () => {
    setNames(namesOf(base));
    setMeanwhile(undefined);
    save.clear();
    // The button disappears with the changes.
    first.current?.querySelector('input')?.focus();
  };

  const { user, phone, numberProposal, mayChangeEmail, mayChangeNumber } = account;
  return (
    <section className={page['section']} aria-labelledby={title}>
      <h2 id={title} className={page['sectionTitle']}>
        Profile
      </h2>
      <Form onSubmit={submit}>
        {meanwhile !== undefined && <ChangedMeanwhile changes={meanwhile} />}
        <div ref={first} className={form['pair']}>
          <TextField
            label="First name"
            isRequired={false}
            autoComplete="off"
            value={names.firstName}
            onText={(firstName) => setNames({ ...names, firstName })}
            problem={fieldSentence(save.failure, 'firstName')}
          />
          <TextField
            label="Last name"
            isRequired={false}
            autoComplete="off"
            value={names.lastName}
            onText={(lastName) => setNames({ ...names, lastName })}
            problem={fieldSentence(save.failure, 'lastName')}
          />
        </div>
        <FailureBanner failure={save.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone={isChanged ? 'primary' : 'plain'} isBusy={save.isBusy}>
            Save
          </Button>
          {isChanged && <Button onClick={discard}>Discard</Button>}
        </div>
      </Form>
      <div>
        <dl className={styles['facts']}>
          <div>
            <dt>Email</dt>
            <dd>{user.email}</dd>
          </div>
          <div>
            <dt>Role</dt>
            <dd>{ROLE_WORDS[user.role]}</dd>
          </div>
          <div>
            <dt>Phone</dt>
            <dd>{phone === '' ? <span className={styles['quiet']}>None on file</span> : phone}</dd>
          </div>
          {numberProposal !== null && (
            <div>
              <dt>Proposed number</dt>
              <dd>
                {numberProposal.number || 'No number'}{' '}
                <span className={styles['quiet']}>not confirmed yet, from {exactDay(numberProposal.at)}</span>
              </dd>
            </div>
          )}
        </dl>
        <p className={page['lead']}>{contactSentence(account)}</p>
        <div className={styles['contact']}>
          {mayChangeEmail && (
            <Button
              ref={emailButton}
              disabled={isTemporary}
              title={isTemporary ? NEEDS_AUTHENTICATOR : undefined}
              onClick={() => setDialog('email')}
            >
              Change email
            </Button>
          )}
          <Button
            ref={phoneButton}
            disabled={isTemporary}
            title={isTemporary ? NEEDS_AUTHENTICATOR : undefined}
            onClick={() => setDialog('phone')}
          >
            {mayChangeNumber ? 'Change number' : 'Propose another number'}
          </Button>
        </div>
        {dialog === 'email' && (
          <ContactDialog
            title="Change your email"
            verb="Change email"
            field="email"
            hint="You sign in with it from now on."
            send={async (email, code) => {
              setApp(await request('account.changeEmail', { version: account.version, email, code }));
              toast.show({ text: 'Your email was changed. Use it at your next sign-in.' });
              onChanged();
            }}
            returnTo={emailButton}
            onClose={() => setDialog(undefined)}
          />
        )}
        {dialog === 'phone' && (
          <ContactDialog
            title={mayChangeNumber ? 'Change your number on file' : 'Propose another number'}
            verb={mayChangeNumber ? 'Change number' : 'Propose'}
            field="phone"
            hint={`Use another phone than the one with the authenticator app.${mayChangeNumber ? '' : ' The number on file stays until this one is confirmed.'}`}
            send={async (number, code) => {
              const { isOnFile } = await request('account.changeNumber', { phone: number, code });
              toast.show({
                text: isOnFile
                  ? 'Your number on file was changed.'
                  : 'The number is proposed. It counts once somebody at the firm has confirmed it.',
              });
              onChanged();
            }}
            returnTo={phoneButton}
            onClose={() => setDialog(undefined)}
          />
        )}
      </div>
    </section>
  );
}

function contactSentence({ user, mayChangeEmail, mayChangeNumber }: Account): string {
  const ask =
    user.role === 'partner_admin'
      ? 'Another Partner Admin changes your role.'
      : `Ask a Partner Admin to change ${mayChangeEmail ? 'your role' : 'the email or the role'}.`;
  if (mayChangeNumber)
    return 'You are the only Partner Admin, so you change your number on file yourself. Once there is a second one, they confirm it: it is used to check that it is you.';
  return `${ask} A number that you propose counts once somebody of the firm has confirmed it: it is used to check that it is you.`;
}
