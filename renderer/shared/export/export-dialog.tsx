// Export: which columns of a list become a file for a spreadsheet, and what stands between its cells. The list is the one
// that the window shows, as it is filtered, all of it. Then the system asks for the place of the file.
import { type RefObject, useEffect, useState } from 'react';
import type { EventPayload, OutputOf, Separator } from '../../../preload/contract/index.ts';
import { request, subscribe } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField } from '../../ui/fields/field.tsx';
import { type Exported, exportSentence } from '../../words/export-words.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { savedWords } from '../../words/saved-words.ts';
import { plural } from '../../words/user-words.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import { FailureBanner } from '../failure-banner.tsx';
import { OwnCode } from '../secrets/own-code.tsx';
import { useCodeAction } from '../secrets/use-code-action.ts';
import { usePresence } from '../secrets/use-presence.ts';
import { useToast } from '../toast.tsx';
import styles from './export-dialog.module.css';

const SEPARATORS: readonly { readonly value: Separator; readonly label: string }[] = [
  { value: 'system', label: 'As spreadsheets on this computer expect it' },
  { value: 'comma', label: 'Comma' },
  { value: 'semicolon', label: 'Semicolon' },
  { value: 'tab', label: 'Tab' },
];

interface ExportDialogProps<Column extends string> {
  /** "Export users" */
  readonly title: string;
  readonly exported: Exported;
  readonly columns: Readonly<Record<Column, string>>;
  /** Chosen at first. */
  readonly atFirst: readonly Column[];
  readonly send: (choice: {
    readonly columns: Column[];
    readonly separator: Separator;
    readonly code: string;
  }) => Promise<OutputOf<'users.export'>>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportDialog<Column extends string>({
  title,
  exported,
  columns,
  atFirst,
  send,
  returnTo,
  onClose,
}: ExportDialogProps<Column>) {
  const [chosen, setChosen] = useState<ReadonlySet<Column>>(() => new Set(atFirst));
  const [separator, setSeparator] = useState<Separator>('system');
  const presence = usePresence();
  const toast = useToast();
  const save = useCodeAction(async (code) => {
    const { file, rows, isEndRecorded } = await send({ columns: [...chosen], separator, code });
    if (file === null) return;
    const end = isEndRecorded
      ? ''
      : ' Activity may show only that this export was begun: its end could not be written.';
    toast.show({
      text: `${plural(rows, 'row is', 'rows are')} saved: ${savedWords(file)}. Delete the file when nobody needs it.${end}`,
    });
    onClose();
  });
  const problem = fieldSentence(save.failure, 'columns');
  return (
    <FormDialog
      title={title}
      verb="Export"
      isBusy={save.isBusy}
      onSubmit={save.submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p className={exported.isNarrowed ? styles['narrowed'] : undefined}>{exportSentence(exported)}</p>
      <p>The export is recorded. Only this account of the computer can read the file.</p>
      <fieldset className={styles['columns']} aria-describedby={problem === undefined ? undefined : 'export-problem'}>
        <legend>Columns</legend>
        {keysOf(columns).map((column) => (
          <CheckField
            key={column}
            label={columns[column]}
            isChecked={chosen.has(column)}
            onCheck={(isChecked) =>
              setChosen((now) => new Set(isChecked ? [...now, column] : [...now].filter((other) => other !== column)))
            }
          />
        ))}
        {problem !== undefined && (
          <p id="export-problem" className={styles['problem']}>
            {problem}
          </p>
        )}
      </fieldset>
      <SelectField label="Between the cells" value={separator} options={SEPARATORS} onChoose={setSeparator} />
      {presence.value !== undefined && (
        <OwnCode
          isNeeded={presence.value.needsCode}
          code={save.code}
          onCode={save.setCode}
          failure={save.failure}
          saysHowLong
        />
      )}
      {save.isBusy && <ExportProgress />}
      <FailureBanner failure={problem === undefined ? save.failure : undefined} />
    </FormDialog>
  );
}

/** It appears once the file is being written. */
function ExportProgress() {
  const [progress, setProgress] = useState<EventPayload<'export.progress'>>();
  useEffect(() => subscribe('export.progress', setProgress), []);
  if (progress === undefined) return null;
  return (
    <div className={styles['progress']}>
      <progress value={progress.done} max={Math.max(1, progress.total)} aria-label="Written so far" />
      <Button onClick={() => void request('exports.stop', {}).catch(() => undefined)}>Stop</Button>
    </div>
  );
}
