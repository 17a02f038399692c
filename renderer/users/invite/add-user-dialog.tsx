// Add User, in a client's view: attaches people who have an account already to the client.
import { useCallback, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { SearchPickList } from '../../shared/pickers/search-pick-list.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { keepUnusedCode } from '../../shared/secrets/code-after-refusal.ts';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { usePresence } from '../../shared/secrets/use-presence.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog/dialog.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { isolate } from '../../words/isolate.ts';
import { plural, ROLE_WORDS } from '../../words/user-words.ts';
import type { UserDialogProps } from '../actions/user-dialog.ts';
import styles from './add-user-dialog.module.css';

interface AddUserDialogProps extends Pick<UserDialogProps, 'returnTo' | 'onClose'> {
  readonly client: NonNullable<UserDialogProps['client']>;
}

/** Main finds this many at once. Typing more finds others. */
const FOUND = 50;

export function AddUserDialog({ client, returnTo, onClose }: AddUserDialogProps) {
  const { show } = useToast();
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<ReadonlyMap<number, string>>(new Map());
  const candidates = useRequest(
    useCallback(async () => {
      const { people } = await request('users.listCandidates', { clientId: client.id, search });
      return people.map(({ id, name, email, role }) => ({
        id,
        name: name || email,
        detail: name === '' ? ROLE_WORDS[role] : `${email}, ${ROLE_WORDS[role]}`,
      }));
    }, [client.id, search]),
    'directory.changed',
  );
  const presence = usePresence();
  const [code, setCode] = useState('');
  const add = useAction();
  const body = useRef<HTMLDivElement>(null);
  const people = candidates.value;
  const close = () => {
    if (!add.isBusy) onClose();
  };
  const carryOut = () =>
    void add.run(async () => {
      const input = { clientId: client.id, userIds: [...picked.keys()], code };
      try {
        const { added } = await request('users.addToClient', input);
        show({ text: `${plural(added, 'person was', 'people were')} added to ${isolate(client.name)}.` });
        onClose();
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        throw error;
      }
    });
  return (
    <Dialog
      title={`Add User to ${client.name}`}
      returnTo={returnTo}
      initialFocus={() => body.current?.querySelector('input') ?? true}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" isBusy={add.isBusy} onClick={carryOut}>
            {picked.size < 2 ? 'Add' : `Add ${picked.size.toLocaleString('en-GB')} people`}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles['form']}>
        <p className={styles['lead']}>People who already have an account. To add somebody new, use Invite User.</p>
        <SearchPickList
          searchLabel="Search people"
          search={search}
          onSearch={setSearch}
          pickedWords={picked.size === 0 ? '' : `${picked.size.toLocaleString('en-GB')} chosen`}
          picked={[...picked.values()]}
          hint={people?.length === FOUND ? `The first ${FOUND} are shown. Type to narrow down.` : undefined}
          failure={candidates.failure}
          problem={fieldSentence(add.failure, 'userIds')}
          label="People"
          count={people?.length}
          rowAt={(index) => people?.[index]}
          isPicked={(person) => picked.has(person.id)}
          onToggle={(person) =>
            setPicked((now) => {
              const next = new Map(now);
              if (!next.delete(person.id)) next.set(person.id, person.name);
              return next;
            })
          }
          empty={
            search === ''
              ? `Everybody you may add already belongs to ${isolate(client.name)}.`
              : `Nobody has “${search}” in the name or email.`
          }
        />
        {presence.value !== undefined && (
          <OwnCode isNeeded={presence.value.needsCode} code={code} onCode={setCode} failure={add.failure} saysHowLong />
        )}
        <FailureBanner failure={add.failure} />
      </div>
    </Dialog>
  );
}
