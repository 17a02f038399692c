// Import people: a file is chosen, its columns are matched, a dry run says for each row what will happen, and then one act
// carries it out. Main reads the file; the window sees its first rows and what was understood.
import { type RefObject, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { DialogWithResult } from '../../shared/dialogs/dialog-with-result.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { keepUnusedCode } from '../../shared/secrets/code-after-refusal.ts';
import { useAction } from '../../shared/use-action.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { importOutcome } from '../../words/import-words.ts';
import { plural } from '../../words/user-words.ts';
import { BulkProgress } from '../bulk/bulk-progress.tsx';
import { HeldCodes } from '../bulk/held-codes.tsx';
import { UnsavedCodes } from '../bulk/unsaved-codes.tsx';
import { useHeldCodes } from '../bulk/use-held-codes.ts';
import { DryRun } from './dry-run.tsx';
import styles from './import.module.css';
import { ImportRows } from './import-rows.tsx';
import { MatchColumns, type Matching, matchingOf } from './match-columns.tsx';

type Table = NonNullable<OutputOf<'imports.choose'>['table']>;

interface ImportPeopleDialogProps {
  /** The client in view. Undefined in the Global view. */
  readonly client: { readonly id: number; readonly name: string } | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ImportPeopleDialog({ client, returnTo, onClose }: ImportPeopleDialogProps) {
  const [table, setTable] = useState<Table>();
  const [matching, setMatching] = useState<Matching>();
  const [makeClients, setMakeClients] = useState<InputOf<'imports.plan'>['makeClients']>(null);
  const [plan, setPlan] = useState<{ readonly number: number; readonly value: OutputOf<'imports.plan'> }>();
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const [result, setResult] = useState<OutputOf<'imports.start'>>();
  const reading = useAction();
  const planning = useAction();
  const importing = useAction();
  const held = useHeldCodes(table?.importId, result?.codes ?? 0);
  const first = useRef<HTMLButtonElement>(null);

  const choose = () =>
    void reading.run(async () => {
      const chosen = (await request('imports.choose', {})).table;
      if (chosen === null) return;
      setTable(chosen);
      setMatching(matchingOf(chosen));
      setPlan(undefined);
    });
  const dryRun = (make: typeof makeClients) =>
    void planning.run(async () => {
      if (table === undefined || matching === undefined) return;
      const value = await request('imports.plan', {
        importId: table.importId,
        columns: [...matching.columns],
        update: [...matching.update],
        role: matching.role === '' ? null : matching.role,
        clientId: client?.id ?? null,
        makeClients: make,
      });
      setMakeClients(make);
      setPlan((before) => ({ number: (before?.number ?? 0) + 1, value }));
    });
  const carryOut = () =>
    void importing.run(async () => {
      if (table === undefined) return;
      try {
        setResult(await request('imports.start', { importId: table.importId, note, code }));
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        throw error;
      }
    });
  // Main refuses a dry run that is too old. A new one is made, and the statement stays.
  const isTooOld = importing.failure?.code === 'conflict';

  const isBusy = reading.isBusy || planning.isBusy || importing.isBusy;
  const close = () => {
    if (!isBusy) onClose();
  };
  const toDo = plan === undefined ? 0 : plan.value.counts.invite + plan.value.counts.update;
  return (
    <DialogWithResult
      title="Import people"
      isWide
      initialFocus={first}
      returnTo={returnTo}
      onClose={close}
      onDone={() => {
        held.release();
        onClose();
      }}
      result={
        result &&
        table && {
          isWide: true,
          question:
            held.left === 0
              ? undefined
              : `${plural(held.left, 'activation code was', 'activation codes were')} not saved or passed on. Without ${held.left === 1 ? 'it' : 'them'} you resend the invitations.`,
          isBusy: held.saving.isBusy,
          doneTone: held.left > 0 ? 'plain' : 'primary',
          words: (
            <Banner tone={result.counts.invited + result.counts.updated > 0 ? 'ok' : 'attention'}>
              <strong>{result.isCancelled ? 'Stopped. ' : ''}</strong>
              {importOutcome(result.counts)}{' '}
              {result.codes > 0 && 'Nothing was sent: pass each activation code on yourself.'}
            </Banner>
          ),
          children: (
            <>
              {result.codes > 0 && (
                <HeldCodes
                  bulkId={table.importId}
                  kind="invitation"
                  total={result.codes}
                  goodFor="7 days"
                  held={held}
                  advice="Pass each on to its person, then delete the file."
                />
              )}
              <ImportRows
                importId={table.importId}
                counts={result.counts}
                label="What became of each row"
                happens="What happened"
              />
            </>
          ),
        }
      }
      footer={
        <>
          {importing.isBusy && table !== undefined ? (
            <BulkProgress bulkId={table.importId} total={toDo} label="Imported so far" />
          ) : (
            <Button onClick={close}>Cancel</Button>
          )}
          {plan !== undefined && !importing.isBusy && <Button onClick={() => setPlan(undefined)}>Back</Button>}
          {table !== undefined && plan === undefined && (
            <Button tone="primary" isBusy={planning.isBusy} onClick={() => dryRun(null)}>
              Dry run
            </Button>
          )}
          {plan !== undefined && toDo > 0 && (
            <Button tone="primary" isBusy={importing.isBusy} onClick={carryOut}>
              Import {plural(toDo, 'person', 'people')}
            </Button>
          )}
        </>
      }
    >
      {table === undefined && (
        <ChooseFile isBusy={reading.isBusy} button={first} onChoose={choose} client={client?.name} />
      )}
      {reading.failure?.code === 'codes_not_saved' && (
        <UnsavedCodes unsaved={reading.failure} onSettled={reading.clear} />
      )}
      <FailureBanner failure={reading.failure?.code === 'codes_not_saved' ? undefined : reading.failure} />
      {table !== undefined && matching !== undefined && plan === undefined && (
        <MatchColumns
          table={table}
          matching={matching}
          onMatching={setMatching}
          clientName={client?.name}
          failure={planning.failure}
        />
      )}
      {table !== undefined && plan !== undefined && (
        <DryRun
          key={plan.number}
          importId={table.importId}
          plan={plan.value}
          makeClients={makeClients}
          onMakeClients={dryRun}
          isPlanning={planning.isBusy}
          note={note}
          onNote={setNote}
          code={code}
          onCode={setCode}
          failure={isTooOld ? undefined : importing.failure}
        />
      )}
      {plan !== undefined && <FailureBanner failure={planning.failure} />}
      {isTooOld && (
        <Banner tone="attention">
          The dry run is more than ten minutes old, so nothing was imported. What you wrote is kept.{' '}
          <Button
            isBusy={planning.isBusy}
            onClick={() => {
              importing.clear();
              dryRun(makeClients);
            }}
          >
            Make a new dry run
          </Button>
        </Banner>
      )}
    </DialogWithResult>
  );
}

interface ChooseFileProps {
  readonly isBusy: boolean;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onChoose: () => void;
  readonly client: string | undefined;
}

function ChooseFile({ isBusy, button, onChoose, client }: ChooseFileProps) {
  const saving = useAction();
  return (
    <div className={styles['step']}>
      <p>
        Choose a list as a CSV file, as every spreadsheet saves it. You then match its columns, and a dry run says for
        each row what will happen. Nothing is changed before you confirm it.
        {client !== undefined && (
          <>
            {' '}
            People whose row names no client are imported for <bdi>{client}</bdi>.
          </>
        )}
      </p>
      <div className={styles['buttons']}>
        <Button ref={button} tone="primary" isBusy={isBusy} onClick={onChoose}>
          Choose a file
        </Button>
        <Button
          isBusy={saving.isBusy}
          onClick={() => void saving.run(async () => void (await request('imports.saveTemplate', {})))}
        >
          Save a template
        </Button>
      </div>
      <FailureBanner failure={saving.failure} />
    </div>
  );
}
