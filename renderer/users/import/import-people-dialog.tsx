// Import people: a file is chosen, its columns are matched, a dry run says for each row what will happen, and then one act
// carries it out. Main reads the file; the window sees its first rows and what was understood.
import { type RefObject, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { ImportDialog } from '../../shared/import/import-dialog.tsx';
import { useImport } from '../../shared/import/use-import.ts';
import { countPeople } from '../../words/import-words.ts';
import { plural } from '../../words/user-words.ts';
import { HeldCodes } from '../bulk/held-codes.tsx';
import { useHeldCodes } from '../bulk/use-held-codes.ts';
import { MatchColumns, type Matching, matchingOf } from './match-columns.tsx';
import { type MakeClients, UnknownClients } from './unknown-clients.tsx';

interface ImportPeopleDialogProps {
  /** The client in view. Undefined in the Global view. */
  readonly client: { readonly id: number; readonly name: string } | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ImportPeopleDialog({ client, returnTo, onClose }: ImportPeopleDialogProps) {
  const [matching, setMatching] = useState<Matching>({ columns: [], update: [], role: '' });
  const run = useImport<OutputOf<'imports.plan'>, MakeClients>(
    'people',
    null,
    (table) => setMatching(matchingOf(table)),
    ({ importId, headRow }, makeClients) =>
      request('imports.plan', {
        importId,
        headRow: headRow ?? 0,
        columns: [...matching.columns],
        update: [...matching.update],
        role: matching.role === '' ? null : matching.role,
        clientId: client?.id ?? null,
        makeClients,
      }),
  );
  const { table, plan } = run;
  const held = useHeldCodes(table?.importId, run.result?.codes ?? 0);
  return (
    <ImportDialog
      title="Import people"
      returnTo={returnTo}
      run={run}
      choice={null}
      counted={countPeople}
      what="Person"
      none="Nobody was imported."
      noteHint="For the record: who these people are, and why they are imported."
      aboutFile={
        client !== undefined && (
          <>
            {' '}
            People whose row names no client are imported for <bdi>{client.name}</bdi>.
          </>
        )
      }
      match={
        table && (
          <MatchColumns
            table={table}
            run={run}
            matching={matching}
            onMatching={setMatching}
            clientName={client?.name}
            failure={run.planning.failure}
          />
        )
      }
      aboutDryRun={
        plan && (
          <UnknownClients
            plan={plan.value}
            makeClients={run.choice}
            onMakeClients={run.dryRun}
            isPlanning={run.planning.isBusy}
          />
        )
      }
      more={({ codes }) => ({
        question:
          held.left === 0
            ? undefined
            : `${plural(held.left, 'activation code was', 'activation codes were')} not saved or passed on. Without ${held.left === 1 ? 'it' : 'them'} you resend the invitations.`,
        isBusy: held.saving.isBusy,
        doneTone: held.left > 0 ? 'plain' : 'primary',
        sentence: codes > 0 ? 'Nothing was sent: pass each activation code on yourself.' : '',
        first: codes > 0 && table !== undefined && (
          <HeldCodes
            bulkId={table.importId}
            kind="invitation"
            total={codes}
            goodFor="7 days"
            held={held}
            advice="Pass each on to its person, then delete the file."
          />
        ),
      })}
      onClose={onClose}
      onDone={() => {
        held.release();
        onClose();
      }}
    />
  );
}
