// Terminate a client: what it means, in numbers, and a note. It can be undone at once, and for 90 days in the client's
// view.
import { Building2, History, UserRoundX, UsersRound } from 'lucide-react';
import { type ComponentProps, type RefObject, useCallback, useRef, useState } from 'react';
import type { ClientRow, OutputOf } from '../../preload/contract/index.ts';
import { request, toFailure } from '../bridge.ts';
import { ChangedMeanwhile } from '../shared/dialogs/changed-meanwhile.tsx';
import { Consequences } from '../shared/dialogs/consequences.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog/dialog.tsx';
import { TextAreaField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { RESTORABLE_DAYS } from '../words/client-words.ts';
import { fieldSentence } from '../words/failure-words.ts';
import { isolate } from '../words/isolate.ts';
import { exactDay, exactTime } from '../words/time-words.ts';
import { plural } from '../words/user-words.ts';
import { restoreClient } from './restore-client.ts';

interface TerminateClientDialogProps {
  readonly client: ClientRow;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

const DAY = 24 * 3_600_000;

export function TerminateClientDialog({ client, returnTo, onClose }: TerminateClientDialogProps) {
  const {
    value: details,
    failure,
    reload,
  } = useRequest(useCallback(() => request('clients.get', { clientId: client.id }), [client.id]));
  const [isChanged, setChanged] = useState(false);
  const [note, setNote] = useState('');
  const toast = useToast();
  const terminate = useAction();
  const cancel = useRef<HTMLButtonElement>(null);

  const carryOut = (version: number) =>
    void terminate.run(async () => {
      try {
        const { restorableUntil } = await request('clients.terminate', { clientId: client.id, version, note });
        toast.show({
          text: `${isolate(client.name)} was terminated. It can be restored until ${exactDay(restorableUntil)}.`,
          undo: () => restoreClient(client.id),
        });
        onClose();
      } catch (error) {
        if (toFailure(error).code !== 'conflict') throw error;
        await reload();
        setChanged(true);
      }
    });

  const close = () => {
    if (!terminate.isBusy) onClose();
  };
  const isTerminated = details?.client.status === 'terminated';
  return (
    <Dialog
      title={`Terminate ${client.name}`}
      returnTo={returnTo}
      initialFocus={cancel}
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            {isTerminated ? 'Close' : 'Cancel'}
          </Button>
          {details !== undefined && !isTerminated && (
            <Button tone="danger" isBusy={terminate.isBusy} onClick={() => carryOut(details.client.version)}>
              Terminate
            </Button>
          )}
        </>
      }
    >
      <div className={form['form']}>
        <FailureBanner failure={failure} />
        {isTerminated && details.client.terminatedAt !== null && (
          <Banner tone="info">
            This has already been done: <bdi>{details.terminatedBy ?? 'somebody'}</bdi> terminated
            <bdi>{details.client.name}</bdi> on {exactTime(details.client.terminatedAt)}. Nothing was changed again.
          </Banner>
        )}
        {details !== undefined && !isTerminated && (
          <>
            {isChanged && <ChangedMeanwhile changes={[]} />}
            <Consequences title="This means" tone="danger" items={consequencesOf(details)} />
            <TextAreaField
              label="Note"
              isOptional
              hint="Why the work for this client ends. It is kept in the activity record."
              maxLength={500}
              value={note}
              onText={setNote}
              problem={fieldSentence(terminate.failure, 'note')}
            />
          </>
        )}
        <FailureBanner failure={terminate.failure} />
      </div>
    </Dialog>
  );
}

type Consequence = ComponentProps<typeof Consequences>['items'][number];

function consequencesOf({ client, onlyHereCount }: OutputOf<'clients.get'>): readonly Consequence[] {
  const onlyHere =
    onlyHereCount === 1
      ? '1 person belongs to no other client. They keep their account'
      : `${plural(onlyHereCount, 'person', 'people')} belong to no other client. They keep their accounts`;
  return [
    {
      icon: Building2,
      text: 'The client is marked as terminated. Nobody can be added to it or invited for it.',
    },
    {
      icon: UsersRound,
      text:
        client.userCount === 0
          ? 'Nobody belongs to it.'
          : `${plural(client.userCount, 'person stays', 'people stay')} attached to it, in case it is restored.`,
    },
    ...(onlyHereCount === 0
      ? []
      : [{ icon: UserRoundX, text: `${onlyHere}; deactivate them in the Users tab if they should not sign in.` }]),
    {
      icon: History,
      text: `You can undo it for ${RESTORABLE_DAYS} days, until ${exactDay(Date.now() + RESTORABLE_DAYS * DAY)}.`,
    },
  ];
}
