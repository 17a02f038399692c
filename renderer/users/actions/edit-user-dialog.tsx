// Edit: names, email, phone, role, client access. When somebody else saved meanwhile, the dialog reads the person again, says what
// changed, keeps everything that was typed here, and the next Save applies to the newest version.
import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { RequestFailed, request } from '../../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../../shared/changed-meanwhile.tsx';
import { NO_CHOICE } from '../../shared/client-picker.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { useAppStore } from '../../state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog-guard.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { mergeTyped } from '../../ui/merge-typed.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { fullName, isPartnerRole, nameOrEmail, plural, ROLE_WORDS, STATUS_WORDS } from '../../words/user-words.ts';
import { type AccessAnswers, AccessFields, accessSentence, toAccessInput } from '../dialog-parts/access-fields.tsx';
import type { DialogUser } from '../dialog-parts/dialog-user.ts';
import { FreshCode } from '../dialog-parts/identity-questions.tsx';
import styles from './edit-user-dialog.module.css';

interface EditUserDialogProps {
  readonly user: DialogUser;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

type Person = OutputOf<'users.get'>;
type Fields = Pick<InputOf<'users.edit'>, 'firstName' | 'lastName' | 'email' | 'phone' | 'role'>;

const toFields = ({ user, phone }: Person): Fields => ({
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  phone,
  role: user.role,
});

const toAccess = ({ access }: Person): AccessAnswers => ({
  scope: access.isAll ? 'all' : 'specific',
  joinsNewClients: access.joinsNewClients,
  choice: NO_CHOICE,
});

const accessWords = ({ access }: Person): string =>
  access.isAll ? 'all clients' : plural(access.total, 'client', 'clients');

function changesBetween(before: Person, now: Person): readonly MeanwhileChange[] {
  const list: readonly MeanwhileChange[] = [
    { label: 'First name', was: before.user.firstName, now: now.user.firstName },
    { label: 'Last name', was: before.user.lastName, now: now.user.lastName },
    { label: 'Email', was: before.user.email, now: now.user.email },
    { label: 'Phone', was: before.phone, now: now.phone },
    { label: 'Role', was: ROLE_WORDS[before.user.role], now: ROLE_WORDS[now.user.role] },
    { label: 'Status', was: STATUS_WORDS[before.status], now: STATUS_WORDS[now.status] },
    { label: 'Client access', was: accessWords(before), now: accessWords(now) },
  ];
  return list.filter((change) => change.was !== change.now);
}

export function EditUserDialog({ user, returnTo, onClose }: EditUserDialogProps) {
  const { show } = useToast();
  const mayGiveAll = useAppStore(
    (state) => state.app?.screen.name === 'signed_in' && state.app.screen.may.giveAllClients,
  );
  const facts = useRequest(useCallback(() => request('users.get', { userId: user.id }), [user.id]));
  /** The version that what was typed is to be applied to. */
  const [base, setBase] = useState<Person>();
  const [fields, setFields] = useState<Fields>();
  const [access, setAccess] = useState<AccessAnswers>();
  const [code, setCode] = useState('');
  const [changedMeanwhile, setChangedMeanwhile] = useState<readonly MeanwhileChange[]>([]);
  const save = useAction();
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const person = facts.value;

  useEffect(() => {
    if (person === undefined || base === person) return;
    setBase(person);
    if (base === undefined || fields === undefined || access === undefined) {
      setFields(toFields(person));
      setAccess(toAccess(person));
      return;
    }
    setChangedMeanwhile(changesBetween(base, person));
    setFields(mergeTyped(toFields(base), fields, toFields(person)));
    setAccess(mergeTyped(toAccess(base), access, toAccess(person)));
  }, [person, base, fields, access]);

  const isReady = base !== undefined && fields !== undefined && access !== undefined;
  const isAccessChanged =
    isReady && JSON.stringify(toAccessKey(access)) !== JSON.stringify(toAccessKey(toAccess(base)));
  const isChanged = isReady && (isAccessChanged || JSON.stringify(fields) !== JSON.stringify(toFields(base)));
  /** As main decides it: what a later caller is checked by, and who can reset everybody else. */
  const isSensitive =
    isReady &&
    (fields.email !== base.user.email ||
      fields.phone !== base.phone ||
      (fields.role === 'partner_admin' && base.user.role !== 'partner_admin'));
  const guard = useGuard(isChanged, save.isBusy, onClose);

  const carryOut = () => {
    if (!isReady) return;
    if (!isChanged) {
      onClose();
      return;
    }
    void save
      .run(async () => {
        try {
          const { sessionsEnded } = await request('users.edit', {
            ...fields,
            userId: user.id,
            version: base.version,
            code: isSensitive ? code : '',
            access: isAccessChanged ? toAccessInput(access, isPartnerRole(base.user.role)) : null,
          });
          const ended = sessionsEnded === 0 ? '' : ` ${plural(sessionsEnded, 'session was', 'sessions were')} ended.`;
          show({ text: `${fullName(fields) || fields.email} was changed.${ended}` });
        } catch (error) {
          // The newest version is there before the person reads about the conflict.
          if (error instanceof RequestFailed && error.failure.code === 'conflict') await facts.reload();
          throw error;
        }
      })
      .then((isDone) => {
        if (isDone) onClose();
        else setCode('');
      });
  };

  const isInvited = base?.status === 'invited' || base?.status === 'invitation_expired';
  const field = (name: 'firstName' | 'lastName' | 'email' | 'phone') => ({
    value: fields?.[name] ?? '',
    onText: (text: string) => setFields((now) => (now === undefined ? now : { ...now, [name]: text })),
    problem: fieldSentence(save.failure, name),
    autoComplete: 'off',
  });
  return (
    <Dialog
      title={`Edit ${nameOrEmail(user)}`}
      returnTo={returnTo}
      initialFocus={first}
      isWide
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="Your changes are not saved."
            stayLabel="Keep editing"
            leaveLabel="Discard changes"
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <>
            <Button onClick={guard.close}>Cancel</Button>
            {isReady && (
              <Button type="submit" form={formId} tone="primary" isBusy={save.isBusy}>
                Save
              </Button>
            )}
          </>
        )
      }
    >
      <FailureBanner failure={facts.failure} />
      <form
        id={formId}
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          carryOut();
        }}
      >
        {save.failure?.code === 'conflict' ? (
          <div className={styles['wide']}>
            <ChangedMeanwhile changes={changedMeanwhile} />
          </div>
        ) : (
          save.failure !== undefined && (
            <div className={styles['wide']}>
              <FailureBanner failure={save.failure} />
            </div>
          )
        )}
        <div className={styles['column']}>
          <div className={styles['pair']}>
            <TextField label="First name" inputRef={first} isOptional={isInvited} {...field('firstName')} />
            <TextField label="Last name" isOptional={isInvited} {...field('lastName')} />
          </div>
          <TextField label="Email" type="email" {...field('email')} />
          <TextField
            label="Phone"
            type="tel"
            isOptional
            hint="The number to call back when they report a lost phone: another one than the phone with the authenticator app."
            {...field('phone')}
          />
          {isReady && (
            <SelectField
              label="Role"
              value={fields.role}
              options={(base.grantableRoles.length === 0 ? [base.user.role] : base.grantableRoles).map((value) => ({
                value,
                label: ROLE_WORDS[value],
              }))}
              disabled={base.grantableRoles.length < 2}
              hint={
                base.grantableRoles.length === 0
                  ? 'Your role may not change it.'
                  : base.grantableRoles.length === 1
                    ? 'There is no other role that you may give.'
                    : undefined
              }
              onChoose={(role) => setFields({ ...fields, role })}
              problem={fieldSentence(save.failure, 'role')}
            />
          )}
          {isReady && fields.role !== base.user.role && (
            <Banner tone="attention">A new role ends their sessions: they sign in again.</Banner>
          )}
          {isSensitive && <FreshCode isNeeded={base.needsCode} code={code} onCode={setCode} failure={save.failure} />}
        </div>
        <div className={styles['column']}>
          {isReady && base.mayManageAccess && (
            <AccessFields
              userId={user.id}
              has={base.access.isAll ? 0 : base.access.total}
              isPartner={isPartnerRole(base.user.role)}
              mayGiveAll={mayGiveAll}
              answers={access}
              onAnswers={setAccess}
              problem={accessSentence(save.failure)}
            />
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** Comparable: maps are not. */
const toAccessKey = ({ scope, joinsNewClients, choice }: AccessAnswers) => ({
  scope,
  joinsNewClients,
  added: [...choice.added.keys()],
  removed: [...choice.removed.keys()],
});
