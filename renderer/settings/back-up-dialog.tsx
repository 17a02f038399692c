// "Back up now" and "Back up automatically": the passphrase twice, a code of the administrator's own where main needs one, and
// then the place of the file or the folder.
import { type RefObject, useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { BackupProgress } from '../shared/backup/backup-progress.tsx';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { Banner } from '../ui/banner.tsx';
import { PassphraseField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { isolate } from '../words/isolate.ts';

const WORDS = {
  'backups.make': {
    verb: 'Back up now',
    warning: null,
    next: 'Then you choose the place of the file. Keep the passphrase where you can find it without this computer.',
  },
  'backups.plan': {
    verb: 'Back up automatically',
    warning: null,
    next: 'Rekey makes a backup there now, every day, and when it closes, and keeps those of 7 days, 4 weeks and 12 months. It remembers the passphrase, locked with the key to your data: keep it on paper too, because another computer does not have it.',
  },
  'backups.move': {
    verb: 'Move to another computer',
    next: 'Then you choose the place of the file. On the new computer, open it with Restore from a backup.',
    warning:
      'When the file is whole and checked, the firm closes here: everybody is signed out, and this computer only says that it was moved.',
  },
} as const;

interface BackUpDialogProps {
  readonly ask: keyof typeof WORDS;
  readonly needsCode: boolean;
  /** Of automatic backups, by the policy file. */
  readonly fixedFolder: string | null;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onMade: (made: OutputOf<'backups.make'>) => void;
  readonly onClose: () => void;
}

export function BackUpDialog({ ask, needsCode, fixedFolder, returnTo, onMade, onClose }: BackUpDialogProps) {
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const { verb, next, warning } = WORDS[ask];
  const make = useCodeAction(async (code) => {
    const made = await request(ask, { passphrase, repeated, code });
    if (made.isMade) onMade(made);
  });
  return (
    <FormDialog
      title={verb}
      verb={verb}
      isBusy={make.isBusy}
      onSubmit={make.submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>
        The backup is one file with everything the firm has in Rekey, including what opens accounts. Only its passphrase
        protects it, and without the passphrase nobody can open it.{' '}
        {ask === 'backups.plan' &&
          (fixedFolder === null
            ? 'Then you choose a folder, such as one on a USB stick or on a server. '
            : `They go into ${isolate(fixedFolder)}: your IT has set this. `)}
        {next}
      </p>
      {warning !== null && <Banner tone="attention">{warning}</Banner>}
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
