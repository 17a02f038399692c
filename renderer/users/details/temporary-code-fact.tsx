// A temporary code that still works. It can be revoked here.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { ago, exactTime } from '../../words/time-words.ts';

type Person = OutputOf<'users.get'>;

interface TemporaryCodeFactProps {
  readonly person: Person;
  readonly code: NonNullable<Person['temporaryCode']>;
  readonly now: number;
}

export function TemporaryCodeFact({ person, code, now }: TemporaryCodeFactProps) {
  const revoke = useAction();
  const until = exactTime(code.expiresAt);
  const used = code.usedAt === null ? 'not used yet' : `used ${ago(code.usedAt, now)}`;
  return (
    <>
      <p>{code.isSingleUse ? `Works once, until ${until}: ${used}` : `Works until ${until}: ${used}`}</p>
      <p>
        Issued by <bdi>{code.issuedBy}</bdi>
      </p>
      <Button
        tone="quiet"
        isBusy={revoke.isBusy}
        onClick={(event) => {
          const facts = event.currentTarget.closest<HTMLElement>('[role="group"]');
          void revoke
            .run(async () => {
              await request('users.revokeTemporaryCode', { userId: person.user.id, version: person.version });
            })
            .then((isDone) => {
              // The button disappears with the code, so the facts take the focus.
              if (isDone) facts?.focus();
            });
        }}
      >
        Revoke
      </Button>
      <FailureBanner failure={revoke.failure} />
    </>
  );
}
