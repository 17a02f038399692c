// A request for a new authenticator, which waits for the next sign-in. It can be cancelled here.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { isolate } from '../../words/isolate.ts';
import { exactTime } from '../../words/time-words.ts';

type Person = OutputOf<'users.get'>;

interface ReplaceRequestFactProps {
  readonly person: Person;
  readonly asked: NonNullable<Person['twoFactor']['replaceRequested']>;
}

export function ReplaceRequestFact({ person, asked }: ReplaceRequestFactProps) {
  const cancel = useAction();
  const { deadlineAt } = person.twoFactor;
  const isOverdue = deadlineAt !== null && deadlineAt <= Date.now();
  return (
    <>
      Asked for on {exactTime(asked.at)}
      {asked.by !== null && ` by ${isolate(asked.by)}`}
      {deadlineAt !== null &&
        (isOverdue ? `. The time ran out on ${exactTime(deadlineAt)}` : `, until ${exactTime(deadlineAt)}`)}
      {person.actions.resetTwoFactor === 'available' && !isOverdue && (
        <Button
          tone="quiet"
          isBusy={cancel.isBusy}
          onClick={() =>
            void cancel.run(
              async () =>
                void (await request('users.cancelReplacement', { userId: person.user.id, version: person.version })),
            )
          }
        >
          Cancel request
        </Button>
      )}
      <FailureBanner failure={cancel.failure} />
    </>
  );
}
