// Before an approver agrees to a code for somebody's account: the person to speak with, and the
// number to call. Only the person's own number on file stands here: colleagues may be the ones who ask.
import type { Approval } from '../../../preload/contract/index.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { Banner } from '../../ui/banner.tsx';
import { isolate } from '../../words/isolate.ts';
import { exactDay } from '../../words/time-words.ts';
import { fullName } from '../../words/user-words.ts';
import { NumberWarning } from '../dialog-parts/number-warning.tsx';
import { useUser } from '../dialog-parts/use-user.ts';
import styles from './approvals.module.css';

interface SpeakFirstProps {
  readonly target: NonNullable<Approval['target']>;
  readonly requestedBy: string;
}

export function SpeakFirst({ target, requestedBy }: SpeakFirstProps) {
  const { value: person, failure } = useUser(target.id, 'directory.changed');
  const name = isolate(fullName(target) || target.email);
  if (person === undefined) return <FailureBanner failure={failure} />;
  const since = person.callBack?.since ?? null;
  return (
    <>
      <Banner tone="attention">
        {person.phone === '' ? (
          <>Speak with {name} yourself, in person or by video: there is no number on file.</>
        ) : (
          <>
            Speak with {name} yourself. Call <strong className={styles['number']}>{person.phone}</strong>, the number on
            file
            {since === null
              ? ''
              : `, entered on ${exactDay(since.at)} by ${since.by === '' ? 'somebody' : isolate(since.by)}`}
            , or meet in person.
          </>
        )}{' '}
        Once you approve, {isolate(requestedBy)} gets a code for this account.
      </Banner>
      <NumberWarning callBack={person.callBack} move={undefined} />
    </>
  );
}
