// Add User, in a client's view: people who have an account already are attached to the client.
import { type KeyboardEvent, type RefObject, useCallback, useId, useRef, useState } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import field from '../../ui/field.module.css';
import { PickList } from '../../ui/pick-list.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { plural, ROLE_WORDS } from '../../words/user-words.ts';
import styles from './add-user-dialog.module.css';

interface AddUserDialogProps {
  readonly client: { readonly id: number; readonly name: string };
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** As many as main finds at once; more are found by typing more. */
const FOUND = 50;

export function AddUserDialog({ client, returnTo, onClose }: AddUserDialogProps) {
  const { show } = useToast();
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<ReadonlyMap<number, string>>(new Map());
  const candidates = useRequest(
    useCallback(
      async () =>
        (await request('users.listCandidates', { clientId: client.id, search })).people.map(
          ({ id, name, email, role }) => ({
            id,
            name: name || email,
            detail: name === '' ? ROLE_WORDS[role] : `${email}, ${ROLE_WORDS[role]}`,
          }),
        ),
      [client.id, search],
    ),
    'directory.changed',
  );
  const add = useAction();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const people = candidates.value;
  const problem = fieldSentence(add.failure, 'userIds');
  const close = () => {
    if (!add.isBusy) onClose();
  };
  const carryOut = () =>
    void add
      .run(async () => {
        const { added } = await request('users.addToClient', { clientId: client.id, userIds: [...picked.keys()] });
        show({ text: `${plural(added, 'person was', 'people were')} added to ${client.name}.` });
      })
      .then((isDone) => {
        if (isDone) onClose();
      });
  const hear = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus();
  };
  const names = [...picked.values()];
  return (
    <Dialog
      title={`Add User to ${client.name}`}
      returnTo={returnTo}
      initialFocus={() => box.current?.querySelector('input') ?? true}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" isBusy={add.isBusy} onClick={carryOut}>
            {picked.size < 2 ? 'Add' : `Add ${picked.size.toLocaleString()} people`}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <p className={styles['lead']}>People who have an account already. To add somebody new, use Invite User.</p>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: only leads from the search box into the list */}
        <div ref={box} className={styles['search']} onKeyDown={hear}>
          <SearchBox label="Search people" value={search} onText={setSearch} />
          <span className={styles['count']} role="status">
            {picked.size === 0 ? '' : `${picked.size.toLocaleString()} chosen`}
          </span>
        </div>
        <FailureBanner failure={candidates.failure} />
        <PickList
          ref={list}
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
              ? `Everybody whom you may add belongs to ${client.name} already.`
              : `Nobody has “${search}” in the name or email.`
          }
          describedBy={problem === undefined ? undefined : `${id}-problem`}
        />
        {people?.length === FOUND && (
          <p className={styles['lead']}>The first {FOUND} are shown. Type to narrow down.</p>
        )}
        {names.length > 0 && (
          <p className={styles['names']} title={names.join(', ')}>
            {names.join(', ')}
          </p>
        )}
        {problem !== undefined && (
          <p id={`${id}-problem`} className={field['problem']} role="alert">
            {problem}
          </p>
        )}
        <FailureBanner failure={add.failure} />
      </div>
    </Dialog>
  );
}
