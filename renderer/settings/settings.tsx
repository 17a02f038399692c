// Settings: the firm's details, the security policy, and where secrets are kept. Saving needs a code of the
// administrator's own. Typed text survives somebody else's change, and the page asks before it is left with unsaved
// changes.
import { useCallback, useRef, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request, toFailure } from '../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../shared/dialogs/changed-meanwhile.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useServerName } from '../shared/line/line-store.ts';
import { BrokenPolicy } from '../shared/policy/policy-notice.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { keepUnusedCode } from '../shared/secrets/code-after-refusal.ts';
import { FreshCodeField } from '../shared/secrets/fresh-code-field.tsx';
import { useToast } from '../shared/toast.tsx';
import { useUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAction } from '../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../shared/use-temporary-session.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/fields/form.tsx';
import { changedKeys } from '../ui/fields/merge-typed.ts';
import { Live } from '../ui/live.tsx';
import page from '../ui/page.module.css';
import { isolate } from '../words/isolate.ts';
import { BackupsSection } from './backups-section.tsx';
import { DesktopsSection } from './desktops/desktops-section.tsx';
import { FirmSection } from './firm-section.tsx';
import { HoursSection } from './hours-section.tsx';
import { KeySection } from './key-section.tsx';
import { PlaceSection } from './place-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { RecoveryKitSection } from './recovery-kit-section.tsx';
import styles from './settings.module.css';
import { describeChanges, fromSettings, mergeSettings, type TypedSettings, toSettings } from './typed-settings.ts';

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
  // The saved settings that the typed ones began with. A newer answer replaces them only while nothing is typed.
  const [base, setBase] = useState(() => toBase(latest));
  const [seen, setSeen] = useState(latest);
  const [typed, setTyped] = useState(base.typed);
  const [code, setCode] = useState('');
  const [meanwhile, setMeanwhile] = useState<readonly MeanwhileChange[]>();
  const toast = useToast();
  const save = useAction();
  const title = useRef<HTMLHeadingElement>(null);
  const isTemporary = useTemporarySession();
  const server = useServerName();
  const isChanged = changedKeys(base.typed, typed).length > 0;
  useUnsavedChanges(isChanged);
  const begin = (read: OutputOf<'settings.get'>) => {
    setBase(toBase(read));
    setTyped(fromSettings(read.settings));
    setMeanwhile(undefined);
  };
  // The bar at the bottom disappears, so the focus goes to the top of the page.
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
        setCode(await keepUnusedCode(code, error));
        if (toFailure(error).code !== 'conflict') throw error;
        const theirs = toBase(await request('settings.get', {}));
        setMeanwhile(describeChanges(base.typed, theirs.typed));
        setTyped(mergeSettings(base.typed, typed, theirs.typed));
        setBase(theirs);
        return;
      }
      setCode('');
      // Shows the settings as main keeps them: trimmed, and in the unit that fits.
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
    <Form
      className={styles['form']}
      onSubmit={() => {
        if (isChanged) submit();
      }}
    >
      <div className={page['page']}>
        <div className={page['column']}>
          <h1 ref={title} className={page['title']} tabIndex={-1}>
            Settings
          </h1>
          {meanwhile !== undefined && <ChangedMeanwhile changes={meanwhile} />}
          {latest.managed.problem !== null && (
            <BrokenPolicy
              problem={latest.managed.problem}
              where={server === undefined ? 'on this computer' : `on ${isolate(server)}`}
            />
          )}
          {isTemporary && <Banner tone="info">{NEEDS_AUTHENTICATOR}</Banner>}
          <fieldset className={styles['sections']} disabled={isTemporary}>
            <FirmSection typed={typed} onChange={set} failure={failure} />
            <PlaceSection typed={typed} onChange={set} failure={failure} isFixed={latest.managed.isSignInPlaceFixed} />
            <PolicySection
              typed={typed}
              onChange={set}
              failure={failure}
              wasRequired={base.typed.isSecondApproverRequired}
              offWaitsUntil={latest.offWaitsUntil}
              independence={latest.independence}
              managed={latest.managed}
            />
            <HoursSection typed={typed} onChange={set} failure={failure} />
            <BackupsSection />
            <RecoveryKitSection />
            <KeySection />
            <DesktopsSection />
          </fieldset>
        </div>
      </div>
      <span className="visually-hidden">
        <Live>{isChanged && 'Your changes are not saved yet.'}</Live>
      </span>
      {isChanged && (
        <div className={styles['bar']}>
          <div>
            <p>
              <strong className={styles['unsaved']}>Your changes are not saved yet.</strong>
              {asksCode && ' Saving needs a code from your own authenticator app.'}
            </p>
            <FailureBanner failure={failure} />
          </div>
          {asksCode && (
            <div className={styles['code']}>
              <FreshCodeField code={code} onCode={setCode} failure={failure} />
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
    </Form>
  );
}
