// The firm at a glance: 2FA, what asks for somebody to act, resets, and whether backups and the record are in order. Each
// number opens the list behind it. It can be printed, and be the page after sign-in.
import { Printer } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { request, toFailure } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { NotPrinted } from '../shared/paper/not-printed.tsx';
import { PaperPage, type PrintOutcome, usePaper } from '../shared/paper/print.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { savePreferencesNow, useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/fields/field.tsx';
import type { ResetsShown } from '../words/overview-words.ts';
import { savedWords } from '../words/saved-words.ts';
import { exactTime, plainDay } from '../words/time-words.ts';
import { AttentionSection } from './attention-section.tsx';
import { FirmSection } from './firm-section.tsx';
import styles from './overview.module.css';
import type { OverviewFigures } from './overview-section.tsx';
import { ResetsSection } from './resets-section.tsx';
import { TwoFactorSection } from './two-factor-section.tsx';

export function Overview({ onResets }: { readonly onResets: (resets: ResetsShown) => void }) {
  const { latest, failure, reload } = useRequest(
    useCallback(() => request('overview.read', {}), []),
    'directory.changed',
  );
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const paper = usePaper();
  const printing = useAction();
  const toast = useToast();
  const [notSaved, setNotSaved] = useState<Failure>();
  const [outcome, setOutcome] = useState<PrintOutcome>();
  const sheet =
    latest === undefined ? null : (
      <PaperPage>
        <p className={styles['paperHead']}>
          <strong dir="auto">{firmName}</strong>
          <span>{exactTime(latest.at)}</span>
        </p>
        <h1 className={styles['paperTitle']}>Overview</h1>
        <Sections figures={latest} onResets={undefined} />
      </PaperPage>
    );
  return (
    <div className={styles['page']}>
      <div className={styles['head']}>
        <h1 className={styles['title']}>Overview</h1>
        <div className={styles['tools']}>
          <BeginHere onFailure={setNotSaved} />
          <Button
            isBusy={printing.isBusy}
            disabled={latest === undefined}
            onClick={() => void printing.run(async () => setOutcome(await paper.print(sheet)))}
          >
            <Printer size={16} aria-hidden />
            Print
          </Button>
        </div>
      </div>
      <div className={styles['problems']}>
        <FailureBanner failure={notSaved} />
        <FailureBanner failure={printing.failure} />
        <NotPrinted
          outcome={outcome}
          holdsCodes={false}
          savePdf={() => paper.savePdf(sheet, `overview-${plainDay(Date.now())}`)}
          onSaved={(file) => {
            setOutcome(undefined);
            toast.show({ text: `The PDF is saved: ${savedWords(file)}.` });
          }}
        />
        <FailureBanner failure={failure} />
        {failure !== undefined && (
          <div>
            <Button onClick={() => void reload()}>Try again</Button>
          </div>
        )}
      </div>
      {latest !== undefined && <Sections figures={latest} onResets={onResets} />}
      {paper.sheet}
    </div>
  );
}

interface SectionsProps {
  readonly figures: OverviewFigures;
  /** Undefined: on paper, where no number opens anything. */
  readonly onResets: ((resets: ResetsShown) => void) | undefined;
}

function Sections({ figures, onResets }: SectionsProps) {
  const { twoFactor, attention, resets, firm, at } = figures;
  const isPaper = onResets === undefined;
  return (
    <div className={styles['sections']}>
      <TwoFactorSection coverage={twoFactor} isPaper={isPaper} />
      <AttentionSection attention={attention} isPaper={isPaper} />
      {firm !== null && <FirmSection firm={firm} now={at} isPaper={isPaper} />}
      {resets !== null && <ResetsSection resets={resets} onResets={onResets} />}
    </div>
  );
}

/** Kept with the person. */
function BeginHere({ onFailure }: { readonly onFailure: (failure: Failure | undefined) => void }) {
  const isChosen = useAppStore((state) => state.preferences.beginsWithOverview);
  const setPreferences = useAppStore((state) => state.setPreferences);
  const toast = useToast();
  const save = async (beginsWithOverview: boolean) => {
    setPreferences((all) => ({ ...all, beginsWithOverview }));
    await savePreferencesNow();
    toast.show({
      text: `${beginsWithOverview ? 'Overview' : 'Client & User Management'} is your page after sign-in from now on.`,
    });
  };
  return (
    <CheckField
      label="Open this page after sign-in"
      isChecked={isChosen}
      onCheck={(isOn) => {
        onFailure(undefined);
        save(isOn).catch((error: unknown) => onFailure(toFailure(error)));
      }}
    />
  );
}
