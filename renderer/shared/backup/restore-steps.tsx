// The content of both steps of a restore, for the page of the first run and the dialog of the settings.
import type { Failure } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { PassphraseField, TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { OwnCode } from '../secrets/own-code.tsx';
import { BackupFacts } from './backup-facts.tsx';
import { BackupProgress } from './backup-progress.tsx';
import type { Restore } from './use-restore.ts';

/** The first step replaces nothing yet; the second names what it does. */
export const restoreVerb = ({ facts }: Restore): string => (facts === undefined ? 'Restore' : 'Restore this firm');

export function RestoreSteps({ restore }: { readonly restore: Restore }) {
  const { fileName, facts, failure, isBusy } = restore;
  return (
    <>
      {facts === undefined ? (
        <>
          <p>
            The file <strong>{fileName}</strong> is opened and checked first, and you see what is in it. Nothing is
            replaced before that.
          </p>
          <PassphraseField
            label="Passphrase"
            hint="The one that was chosen when the backup was made."
            autoFocus
            value={restore.passphrase}
            onText={restore.setPassphrase}
            problem={fieldSentence(failure, 'passphrase')}
          />
        </>
      ) : (
        <>
          <BackupFacts facts={facts} />
          {facts.kit !== 'none' && <KitOfColleague restore={restore} isIndependent={facts.kit === 'needed'} />}
          <OwnCode isNeeded={facts.needsCode} code={restore.code} onCode={restore.setCode} failure={failure} />
        </>
      )}
      {isBusy && <BackupProgress />}
      <FailureBanner failure={isAboutKit(failure) ? undefined : failure} />
    </>
  );
}

const isAboutKit = (failure: Failure | undefined): boolean =>
  failure?.code === 'wrong_recovery_kit' || failure?.code === 'approver_not_independent';

/** The second person, where the firm takes a second approver. */
function KitOfColleague({ restore, isIndependent }: { readonly restore: Restore; readonly isIndependent: boolean }) {
  const { failure } = restore;
  if (!isIndependent || failure?.code === 'approver_not_independent')
    return (
      <Banner tone="attention">
        This firm takes a second approver. A restore needs a recovery kit that a Partner Admin who is independent of you
        has made, and the current one is not such a kit. Ask that colleague to make a new kit in Settings, or to
        restore.
      </Banner>
    );
  return (
    <TextField
      label="Recovery kit code"
      hint="This firm takes a second approver, so a restore needs the firm’s recovery kit too. It stays valid."
      autoComplete="off"
      value={restore.kit}
      onText={restore.setKit}
      problem={
        failure?.code === 'wrong_recovery_kit'
          ? 'This is not the code of the current recovery kit. Check it.'
          : fieldSentence(failure, 'kit')
      }
    />
  );
}
