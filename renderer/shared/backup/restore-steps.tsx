// The content of both steps of a restore, for the page of the first run and the dialog of the settings.
import { PassphraseField } from '../../ui/fields/field.tsx';
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
          <OwnCode isNeeded={facts.needsCode} code={restore.code} onCode={restore.setCode} failure={failure} />
        </>
      )}
      {isBusy && <BackupProgress />}
      <FailureBanner failure={failure} />
    </>
  );
}
