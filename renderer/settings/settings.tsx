// Settings: the firm's details, the security policy, and where secrets are kept. What is typed is not lost to anybody's change
// meanwhile, and leaving asks. Saving is proved with a code of the person's own.
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { type ReactNode, useCallback, useId, useRef, useState } from 'react';
import type { Failure, OutputOf } from '../../preload/contract/index.ts';
import { RequestFailed, request } from '../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../shared/changed-meanwhile.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useToast } from '../shared/toast.tsx';
import { useUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAction } from '../shared/use-action.ts';
import { useRequest } from '../shared/use-request.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CheckField, ChoiceField, SelectField, TextField } from '../ui/field.tsx';
import { changedKeys } from '../ui/merge-typed.ts';
import page from '../ui/page.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { exactTime, WEEKDAYS } from '../words/time-words.ts';
import { RecoveryKitSection } from './recovery-kit-section.tsx';
import styles from './settings.module.css';
import {
  describeChanges,
  fromSettings,
  LIFETIME_UNITS,
  mergeSettings,
  type TypedSettings,
  toSettings,
} from './typed-settings.ts';

interface Base {
  readonly typed: TypedSettings;
  readonly version: number;
}

const toBase = ({ settings, version }: OutputOf<'settings.get'>): Base => ({ typed: fromSettings(settings), version });

export function Settings() {
  const {
    value: latest,
    failure,
    reload,
  } = useRequest(
    useCallback(() => request('settings.get', {}), []),
    'directory.changed',
  );
  if (latest !== undefined) return <SettingsForm latest={latest} onChanged={reload} />;
  return (
    <div className={page['page']}>
      <div className={page['column']}>
        <h1 className={page['title']}>Settings</h1>
        <FailureBanner failure={failure} />
        {failure !== undefined && (
          <div>
            <Button onClick={reload}>Try again</Button>
          </div>
        )}
      </div>
    </div>
  );
}

function SettingsForm({
  latest,
  onChanged,
}: {
  readonly latest: OutputOf<'settings.get'>;
  readonly onChanged: () => void;
}) {
  // What the form began with. A newer answer changes it only while nothing is typed.
  const [base, setBase] = useState(() => toBase(latest));
  const [seen, setSeen] = useState(latest);
  const [typed, setTyped] = useState(base.typed);
  const [code, setCode] = useState('');
  const [meanwhile, setMeanwhile] = useState<readonly MeanwhileChange[]>();
  const toast = useToast();
  const save = useAction();
  const title = useRef<HTMLHeadingElement>(null);
  const isChanged = changedKeys(base.typed, typed).length > 0;
  useUnsavedChanges(isChanged);
  const begin = (read: OutputOf<'settings.get'>) => {
    setBase(toBase(read));
    setTyped(fromSettings(read.settings));
    setMeanwhile(undefined);
  };
  // The bar at the bottom goes with what is unsaved: the focus goes to where the page begins.
  const settle = () => title.current?.focus();
  if (latest !== seen) {
    setSeen(latest);
    if (!isChanged) begin(latest);
  }
  const set = (change: Partial<TypedSettings>) => setTyped({ ...typed, ...change });
  const { failure } = save;
  const asksCode = latest.needsCode || failure?.code === 'fresh_code_needed';

  const submit = () =>
    void save.run(async () => {
      let waits = false;
      try {
        const saved = await request('settings.save', { version: base.version, settings: toSettings(typed), code });
        waits = saved.waitsForApproval;
      } catch (error) {
        // A code is good for one try; where a field was wrong, it was not looked at.
        if (!(error instanceof RequestFailed) || error.failure.code !== 'bad_input') setCode('');
        if (!(error instanceof RequestFailed) || error.failure.code !== 'conflict') throw error;
        const theirs = toBase(await request('settings.get', {}));
        setMeanwhile(describeChanges(base.typed, theirs.typed));
        setTyped(mergeSettings(base.typed, typed, theirs.typed));
        setBase(theirs);
        return;
      }
      setCode('');
      // As main has kept it: trimmed, and in the unit that fits.
      begin(await request('settings.get', {}));
      toast.show({
        text: waits
          ? 'Saved. Switching the second approver off waits for another Partner Admin.'
          : 'Your settings were saved.',
      });
      onChanged();
      settle();
    });

  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) submit();
      }}
    >
      <div className={page['page']}>
        <div className={page['column']}>
          <h1 ref={title} className={page['title']} tabIndex={-1}>
            Settings
          </h1>
          {meanwhile !== undefined && <ChangedMeanwhile changes={meanwhile} />}
          <FirmSection typed={typed} onChange={set} failure={failure} />
          <PolicySection
            typed={typed}
            onChange={set}
            failure={failure}
            wasRequired={base.typed.isSecondApproverRequired}
            offWaitsUntil={latest.offWaitsUntil}
          />
          <HoursSection typed={typed} onChange={set} failure={failure} />
          <RecoveryKitSection />
          <KeySection />
        </div>
      </div>
      {isChanged && (
        <div className={styles['bar']}>
          <div>
            <p role="status">
              <strong className={styles['unsaved']}>Your changes are not saved yet.</strong>
              {asksCode && ' Saving needs a code from your own authenticator app.'}
            </p>
            <FailureBanner failure={failure} />
          </div>
          {asksCode && (
            <div className={styles['code']}>
              <TextField
                label="6-digit code"
                isCode
                inputMode="numeric"
                value={code}
                onText={setCode}
                problem={fieldSentence(failure, 'code')}
              />
            </div>
          )}
          <div className={styles['buttons']}>
            <Button
              onClick={() => {
                setTyped(base.typed);
                setMeanwhile(undefined);
                setCode('');
                save.clear();
                settle();
              }}
            >
              Discard
            </Button>
            <Button type="submit" tone="primary" isBusy={save.isBusy}>
              Save
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}

interface SectionProps {
  readonly typed: TypedSettings;
  readonly onChange: (change: Partial<TypedSettings>) => void;
  readonly failure: Failure | undefined;
}

function FirmSection({ typed, onChange, failure }: SectionProps) {
  return (
    <Section title="Firm">
      <TextField
        label="Firm name"
        autoComplete="off"
        value={typed.firmName}
        onText={(firmName) => onChange({ firmName })}
        hint="Shown at the top of every window, in letters, and in authenticator apps that are set up from now on."
        problem={fieldSentence(failure, 'settings.firmName')}
      />
      <TextField
        label="Phone for letters"
        isOptional
        type="tel"
        autoComplete="off"
        value={typed.firmPhone}
        onText={(firmPhone) => onChange({ firmPhone })}
        hint="Whom to call when someone gets a code that they did not ask for."
        problem={fieldSentence(failure, 'settings.firmPhone')}
      />
    </Section>
  );
}

interface PolicySectionProps extends SectionProps {
  readonly wasRequired: boolean;
  readonly offWaitsUntil: number | null;
}

function PolicySection({ typed, onChange, failure, wasRequired, offWaitsUntil }: PolicySectionProps) {
  return (
    <Section title="Security policy">
      <ChoiceField
        label="Setup code after a reset of 2FA"
        value={typed.isSetupCodeRequired ? 'on' : 'off'}
        onChoose={(choice) => onChange({ isSetupCodeRequired: choice === 'on' })}
        options={[
          {
            value: 'on',
            label: 'Needed (recommended)',
            hint: 'After a reset, only someone with the password and the code that you pass on can set up 2FA. It costs a call or a letter each time.',
          },
          {
            value: 'off',
            label: 'Not needed',
            hint: 'After a reset, the password alone is enough to set up 2FA. Nothing has to be passed on, but whoever knows the password can take the account over.',
          },
        ]}
      />
      <div className={styles['lifetime']}>
        <TextField
          label={typed.isSetupCodeRequired ? 'It works for' : 'Time to set up'}
          inputMode="decimal"
          autoComplete="off"
          value={typed.lifetime}
          onText={(lifetime) => onChange({ lifetime })}
          problem={fieldSentence(failure, 'settings.setupCodeMinutes')}
        />
        <SelectField
          label="Unit"
          value={typed.lifetimeUnit}
          options={LIFETIME_UNITS}
          onChoose={(lifetimeUnit) => onChange({ lifetimeUnit })}
        />
      </div>
      <p className={page['lead']}>
        From 10 minutes to 7 days. Whoever does not set up 2FA in that time is locked until the next reset. Codes that
        are out already keep their time.
      </p>
      <ChoiceField
        label="Second approver"
        value={typed.isSecondApproverRequired ? 'on' : 'off'}
        onChoose={(choice) => onChange({ isSecondApproverRequired: choice === 'on' })}
        problem={fieldSentence(failure, 'settings.isSecondApproverRequired')}
        options={[
          {
            value: 'on',
            label: 'Needed',
            hint: 'Resets, temporary codes and reactivation of a Partner Admin wait until another one agrees. So does the second half, when one administrator resets password and 2FA of anybody within a day. It takes three Partner Admins.',
          },
          {
            value: 'off',
            label: 'Not needed',
            hint: wasRequired
              ? 'Another Partner Admin has to agree to that, too.'
              : 'One Partner Admin alone can reset another one. Whoever talks that one over has the firm.',
          },
        ]}
      />
      {offWaitsUntil !== null && (
        <Banner tone="info">
          Switching it off waits until another Partner Admin agrees, under Approvals, by {exactTime(offWaitsUntil)} at
          the latest.
        </Banner>
      )}
      <div className={styles['number']}>
        <TextField
          label="Wrong attempts in a row before locking"
          inputMode="numeric"
          autoComplete="off"
          value={typed.maxFailures}
          onText={(maxFailures) => onChange({ maxFailures })}
          hint="From 6 to 20, for each password and each kind of code. Fewer stops guessing sooner; more forgives more slips. The only Partner Admin who can sign in gets more, because nobody could help them."
          problem={fieldSentence(failure, 'settings.maxFailures')}
        />
        <TextField
          label="Minutes until the window locks"
          inputMode="numeric"
          autoComplete="off"
          value={typed.idleLockMinutes}
          onText={(idleLockMinutes) => onChange({ idleLockMinutes })}
          hint="From 1 to 60 without a key or the mouse. It also locks when the computer sleeps or is locked. The password opens it again."
          problem={fieldSentence(failure, 'settings.idleLockMinutes')}
        />
      </div>
    </Section>
  );
}

/** Monday first, as a working week is read. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

function HoursSection({ typed, onChange, failure }: SectionProps) {
  const setDay = (day: number, isOn: boolean) =>
    onChange({
      workDays: isOn ? [...typed.workDays, day].sort((a, b) => a - b) : typed.workDays.filter((other) => other !== day),
    });
  return (
    <Section title="Working hours">
      <p className={page['lead']}>A reset outside these hours is not stopped, but every Partner Admin is shown it.</p>
      <fieldset className={styles['days']}>
        <legend className={styles['legend']}>Days</legend>
        {WEEK.map((day) => (
          <CheckField
            key={day}
            label={<abbr title={WEEKDAYS[day]?.long}>{WEEKDAYS[day]?.short}</abbr>}
            isChecked={typed.workDays.includes(day)}
            onCheck={(isOn) => setDay(day, isOn)}
          />
        ))}
      </fieldset>
      <div className={styles['hours']}>
        <TextField
          label="From"
          autoComplete="off"
          value={typed.workFrom}
          onText={(workFrom) => onChange({ workFrom })}
          problem={fieldSentence(failure, 'settings.workFrom')}
        />
        <TextField
          label="Until"
          autoComplete="off"
          value={typed.workUntil}
          onText={(workUntil) => onChange({ workUntil })}
          problem={fieldSentence(failure, 'settings.workUntil')}
        />
      </div>
    </Section>
  );
}

function KeySection() {
  const isProtected = useAppStore((state) => state.app?.keyProtection === 'os_key_store');
  return (
    <Section title="Where secrets are kept on this computer">
      {isProtected ? (
        <div className={styles['keys']} data-tone="ok">
          <ShieldCheck size={18} aria-hidden />
          <div>
            <p>
              <strong>Locked by this computer’s key store.</strong> The secrets of all authenticator apps are encrypted.
              The key to them can be opened only by someone who is signed in to this computer as you.
            </p>
            <p className={page['lead']}>
              A copy of Rekey’s folder is of no use elsewhere: not to a thief, and not as a backup either.
            </p>
          </div>
        </div>
      ) : (
        <div className={styles['keys']} data-tone="attention">
          <ShieldAlert size={18} aria-hidden />
          <div>
            <p>
              <strong>In a file only.</strong> The secrets of all authenticator apps are encrypted, but this computer
              offers no key store, so the key lies in the same folder. Whoever can copy that folder can read the
              secrets.
            </p>
            <p className={page['lead']}>
              Keep the disk of this computer encrypted and its account to yourself. On Linux, a key store comes with
              GNOME Keyring or KWallet.
            </p>
          </div>
        </div>
      )}
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className={page['section']} aria-labelledby={id}>
      <h2 id={id} className={page['sectionTitle']}>
        {title}
      </h2>
      {children}
    </section>
  );
}
