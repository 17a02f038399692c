// Unfreeze: the user has said "This was not me". Whoever opens the account again has talked to them first.
import { KeyRound, ShieldCheck, UserRoundCheck } from 'lucide-react';
import { type RefObject, useCallback, useRef, useState } from 'react';
import type { InputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { fullName, nameOrEmail, ROLE_WORDS } from '../../words/user-words.ts';
import { Consequences } from '../dialog-parts/consequences.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { FreshCode, type IdentityAnswers, IdentityQuestions } from '../dialog-parts/identity-questions.tsx';
import { Who } from '../dialog-parts/who.tsx';
import styles from './action-form.module.css';

interface UnfreezeDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface Answers extends IdentityAnswers {
  readonly note: string;
  readonly code: string;
}

export function UnfreezeDialog({ user, returnTo, onClose }: UnfreezeDialogProps) {
  const { show } = useToast();
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  const [answers, setAnswers] = useState<Answers>({ identityCheck: '', vouchedBy: '', note: '', code: '' });
  const unfreeze = useAction();
  const cancel = useRef<HTMLButtonElement>(null);
  const set = (change: Partial<Answers>) => setAnswers((now) => ({ ...now, ...change }));
  const person = facts.value;
  const close = () => {
    if (!unfreeze.isBusy) onClose();
  };
  const carryOut = () => {
    if (person === undefined) return;
    void unfreeze
      .run(async () => {
        // An unanswered question is sent as it is: main says what is missing, beside the field.
        await request('users.unfreeze', {
          ...answers,
          userId: user.id,
          version: person.version,
        } as InputOf<'users.unfreeze'>);
        show({ text: `The account of ${nameOrEmail(user)} is open again.` });
      })
      .then((isDone) => {
        if (isDone) onClose();
        else {
          set({ code: '' });
          void facts.reload();
        }
      });
  };
  return (
    <Dialog
      title={`Unfreeze ${nameOrEmail(user)}`}
      returnTo={returnTo}
      initialFocus={cancel}
      isWide
      onClose={close}
      footer={
        <>
          <Button ref={cancel} onClick={close}>
            Cancel
          </Button>
          {person !== undefined && (
            <Button tone="primary" isBusy={unfreeze.isBusy} onClick={carryOut}>
              Unfreeze
            </Button>
          )}
        </>
      }
    >
      <FailureBanner failure={facts.failure} />
      {person !== undefined && (
        <form className={styles['columns']} noValidate onSubmit={(event) => event.preventDefault()}>
          <div className={styles['column']}>
            <Who
              facts={[
                ['Name', fullName(person.user)],
                ['Email', person.user.email],
                ['Role', ROLE_WORDS[person.user.role]],
                ['Number on file', person.phone === '' ? 'None' : person.phone],
              ]}
            />
            <Consequences
              title="This happens at once"
              tone="info"
              items={[
                { icon: UserRoundCheck, text: 'They can sign in again' },
                { icon: KeyRound, text: 'Password and 2FA are as they were; codes that were out stay dead' },
                { icon: ShieldCheck, text: 'If either may be known to somebody else, reset it right after this' },
              ]}
            />
          </div>
          <div className={styles['column']}>
            <IdentityQuestions answers={answers} onAnswers={set} failure={unfreeze.failure} />
            <TextField
              label="Note"
              isOptional
              maxLength={500}
              value={answers.note}
              onText={(note) => set({ note })}
              problem={fieldSentence(unfreeze.failure, 'note')}
            />
            <FreshCode
              isNeeded={person.needsCode}
              code={answers.code}
              onCode={(code) => set({ code })}
              failure={unfreeze.failure}
            />
            <FailureBanner failure={unfreeze.failure} />
          </div>
          {/* Enter in a field must not carry it out: only its own button does. */}
          <button type="submit" disabled hidden />
        </form>
      )}
    </Dialog>
  );
}
