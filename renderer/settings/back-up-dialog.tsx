// "Back up now": the passphrase twice, a code of the administrator's own where main needs one, and then the place of the file.
import { type RefObject, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { BackupProgress } from '../shared/backup/backup-progress.tsx';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { PassphraseField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';

interface BackUpDialogProps {
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onMade: (made: OutputOf<'backups.make'>) => void;
  readonly onClose: () => void;
}

export function BackUpDialog({ needsCode, returnTo, onMade, onClose }: BackUpDialogProps) {
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const make = useCodeAction(async (code) => {
    const made = await request('backups.make', { passphrase, repeated, code });
    if (made.isMade) onMade(made);
  });
  return (
    <FormDialog
      title="Back up now"
      verb="Back up now"
      isBusy={make.isBusy}
      onSubmit={make.submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>
        The backup is one file with everything of the firm in it, also what opens accounts. Only its passphrase protects
        it. Without the passphrase nobody can open it, so keep it where you find it without this computer.
      </p>
      <PassphraseField
        label="Passphrase"
        hint="At least 12 characters. Five or six words in a row work well."
        autoFocus
        value={passphrase}
        onText={setPassphrase}
        problem={fieldSentence(make.failure, 'passphrase')}
      />
      <PassphraseField
        label="Repeat the passphrase"
        value={repeated}
        onText={setRepeated}
        problem={fieldSentence(make.failure, 'repeated')}
      />
      <OwnCode isNeeded={needsCode} code={make.code} onCode={make.setCode} failure={make.failure} />
      {make.isBusy && <BackupProgress />}
      <FailureBanner failure={make.failure} />
    </FormDialog>
  );
}
