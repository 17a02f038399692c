// Invite User: invites one person or many with one role and one client access, and shows each activation code once. It
// is all or nothing: as long as one email cannot be used, nobody is invited.
import { type RefObject, useMemo, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { type PersonInText, readPeople } from '../../../preload/people-text/read-people.ts';
import { request } from '../../bridge.ts';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { NO_CHOICE } from '../../shared/pickers/client-picker.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { keepUnusedCode } from '../../shared/secrets/code-after-refusal.ts';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { usePresence } from '../../shared/secrets/use-presence.ts';
import { useAction } from '../../shared/use-action.ts';
import { useAppStore } from '../../state.ts';
import { Banner } from '../../ui/banner.tsx';
import { ChoiceField } from '../../ui/fields/field.tsx';
import forms from '../../ui/fields/form.module.css';
import { fieldSentence } from '../../words/failure-words.ts';
import { isolate } from '../../words/isolate.ts';
import { isPartnerRole, plural, ROLE_DUTIES, ROLE_WORDS } from '../../words/user-words.ts';
import { type AccessAnswers, AccessFields, accessSentence, toAccessInput } from '../dialog-parts/access-fields.tsx';
import { useIssuedCodes } from '../results/use-issued-codes.tsx';
import { PeopleField } from './people-field.tsx';

type Role = InputOf<'users.invite'>['role'];
type Issued = OutputOf<'users.invite'>['issued'];

/** Main invites 100 at once. With one more it says that there are too many, so a whole pasted file need not be sent. */
const MOST_SENT = 101;

/** Two are enough to tell one from many. */
const readFirstClients = () => request('clients.listForAccess', { userId: null, search: '', offset: 0, limit: 2 });

interface InviteUsersDialogProps {
  /** The client in view. Undefined in the Global view. */
  readonly client: { readonly id: number; readonly name: string } | undefined;
  /** Chosen at first. */
  readonly role?: Role;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function InviteUsersDialog({ client, role: firstRole, returnTo, onClose }: InviteUsersDialogProps) {
  const roles = useAppStore((state) => state.signedIn?.may.inviteRoles) ?? [];
  const [text, setText] = useState('');
  const [role, setRole] = useState<Role | ''>(firstRole ?? (roles.length === 1 ? (roles[0] ?? '') : ''));
  const [access, setAccess] = useState<AccessAnswers>(() => ({
    scope: client === undefined ? '' : 'specific',
    joinsNewClients: false,
    choice: client === undefined ? NO_CHOICE : { ...NO_CHOICE, added: new Map([[client.id, client.name]]) },
  }));
  const clients = useRequest(readFirstClients);
  // For a client's people whose only client it is, there is nothing to choose.
  const isPartner = useAppStore((state) => state.signedIn !== undefined && isPartnerRole(state.signedIn.user.role));
  const [isPreset, setPreset] = useState(client !== undefined || isPartner);
  const [onlyClient] = clients.value?.rows ?? [];
  if (!isPreset && clients.value?.total === 1 && onlyClient !== undefined) {
    setPreset(true);
    if (access.choice === NO_CHOICE)
      setAccess({ ...access, choice: { ...NO_CHOICE, added: new Map([[onlyClient.id, onlyClient.name]]) } });
  }
  const [isChoiceMissing, setChoiceMissing] = useState(false);
  const [code, setCode] = useState('');
  const presence = usePresence();
  const [takenOut, setTakenOut] = useState<ReadonlySet<string>>(new Set());
  const [sent, setSent] = useState<readonly PersonInText[]>([]);
  const [issued, setIssued] = useState<Issued>();
  const invite = useAction();
  const first = useRef<HTMLTextAreaElement>(null);
  const found = useMemo(() => readPeople(text), [text]);
  const people = found.people.filter(({ email }) => !takenOut.has(email));
  const withCodes = useIssuedCodes('invitation', issued ?? []);

  const carryOut = () => {
    if (role === '' || (isPartnerRole(role) && access.scope === '')) {
      setChoiceMissing(true);
      return;
    }
    const input = {
      people: people.slice(0, MOST_SENT),
      role,
      access: toAccessInput(access, isPartnerRole(role)),
      code,
    };
    setSent(input.people);
    void invite.run(async () => {
      try {
        setIssued((await request('users.invite', input)).issued);
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        throw error;
      }
    });
  };

  return (
    <FormDialog
      title={client === undefined ? 'Invite User' : `Invite User to ${isolate(client.name)}`}
      isWide
      initialFocus={first}
      verb={people.length < 2 ? 'Invite' : `Invite ${people.length.toLocaleString('en-GB')} people`}
      isBusy={invite.isBusy}
      unsaved={
        text.trim() === ''
          ? undefined
          : { question: 'Nobody was invited yet. What you typed would be lost.', leaveLabel: 'Discard' }
      }
      result={
        issued !== undefined && role !== ''
          ? { ...withCodes(<Invited issued={issued} role={role} />), title: invitedTitle(issued) }
          : undefined
      }
      returnTo={returnTo}
      onSubmit={carryOut}
      onClose={onClose}
    >
      <div className={forms['form']}>
        <PeopleField
          text={text}
          onText={setText}
          people={people}
          leftOut={found.leftOut}
          takenOut={found.people.map(({ email }) => email).filter((email) => takenOut.has(email))}
          onTakeOut={(emails) => setTakenOut((now) => new Set([...now, ...emails]))}
          onPutBack={() => setTakenOut(new Set())}
          sent={sent}
          failure={invite.failure}
          inputRef={first}
        />
      </div>
      <div className={`${forms['form']} ${columns['beside']}`}>
        <ChoiceField
          label="Role"
          value={role}
          options={roles.map((value) => ({
            value,
            label: ROLE_WORDS[value],
            hint: ROLE_DUTIES[value],
            // These roles work for a client that is active.
            whyNot: !isPartnerRole(value) && clients.value?.total === 0 ? 'Add a client first.' : undefined,
          }))}
          onChoose={(chosen) => {
            setRole(chosen);
            setChoiceMissing(false);
          }}
          problem={isChoiceMissing && role === '' ? 'Choose a role.' : fieldSentence(invite.failure, 'role')}
        />
        {role !== '' && (
          <AccessFields
            key={isPartnerRole(role) ? 'partner' : 'client'}
            userId={null}
            has={0}
            isPartner={isPartnerRole(role)}
            answers={access}
            onAnswers={setAccess}
            problem={
              isChoiceMissing && access.scope === ''
                ? 'Choose which clients they work for.'
                : accessSentence(invite.failure)
            }
          />
        )}
      </div>
      {/* Below the emails, so a long list of clients does not push it out of view. */}
      <div className={forms['form']}>
        {presence.value !== undefined && (
          <OwnCode
            isNeeded={presence.value.needsCode}
            code={code}
            onCode={setCode}
            failure={invite.failure}
            saysHowLong
          />
        )}
        <FailureBanner failure={invite.failure} />
      </div>
    </FormDialog>
  );
}

function invitedTitle(issued: Issued): string {
  const only = issued.length === 1 ? issued[0] : undefined;
  return only === undefined ? `${plural(issued.length, 'person', 'people')} invited` : `${only.email} is invited`;
}

function Invited({ issued, role }: { readonly issued: Issued; readonly role: Role }) {
  const isOne = issued.length === 1;
  return (
    <Banner tone="ok">
      <strong>{isOne ? `Invited as ${ROLE_WORDS[role]}.` : `They are invited as ${ROLE_WORDS[role]}.`}</strong> Nothing
      was sent. Pass {isOne ? 'the activation code' : 'each activation code'} on yourself: in a letter, from your mail
      program, or by word of mouth.
    </Banner>
  );
}
