// Invite User: one or many emails, a role, client access; then each person's activation code, shown once. All or nothing: an email
// that cannot be used is named beside itself, and nobody is invited until it is put right.
import { CircleAlert } from 'lucide-react';
import { type RefObject, useCallback, useId, useRef, useState } from 'react';
import type { InputOf, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { NO_CHOICE } from '../../shared/client-picker.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useRequest } from '../../shared/use-request.ts';
import { useAppStore } from '../../state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog-guard.tsx';
import { ChoiceField, TextAreaField } from '../../ui/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { isPartnerRole, plural, ROLE_DUTIES, ROLE_WORDS } from '../../words/user-words.ts';
import { type AccessAnswers, AccessFields, accessSentence, toAccessInput } from '../dialog-parts/access-fields.tsx';
import { FreshCode } from '../dialog-parts/identity-questions.tsx';
import { ManyCodes, OneCode, PassingFooter, usePassingOn } from '../results/issued-codes.tsx';
import styles from './invite-users-dialog.module.css';
import { parseEmails } from './parse-emails.ts';

type Role = InputOf<'users.invite'>['role'];

/** As many as main invites at once. */
const MOST = 100;

interface InviteUsersDialogProps {
  /** The client in view; null in the Global view. */
  readonly client: { readonly id: number; readonly name: string } | null;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function InviteUsersDialog({ client, returnTo, onClose }: InviteUsersDialogProps) {
  const may = useAppStore((state) => (state.app?.screen.name === 'signed_in' ? state.app.screen.may : undefined));
  const roles = may?.inviteRoles ?? [];
  const mayGiveAll = may?.giveAllClients ?? false;
  const [text, setText] = useState('');
  const [role, setRole] = useState<Role | ''>(roles.length === 1 ? (roles[0] ?? '') : '');
  const [access, setAccess] = useState<AccessAnswers>(() => ({
    scope: client === null ? '' : 'specific',
    joinsNewClients: false,
    choice: client === null ? NO_CHOICE : { ...NO_CHOICE, added: new Map([[client.id, client.name]]) },
  }));
  const [isChoiceMissing, setChoiceMissing] = useState(false);
  const [code, setCode] = useState('');
  const presence = useRequest(useCallback(() => request('account.getPresence', {}), []));
  const [asked, setAsked] = useState<readonly string[]>([]);
  const [issued, setIssued] = useState<OutputOf<'users.invite'>['issued']>();
  const invite = useAction();
  const formId = useId();
  const first = useRef<HTMLTextAreaElement>(null);
  const emails = parseEmails(text);
  const guard = useGuard(text.trim() !== '', invite.isBusy, onClose);
  const passing = usePassingOn(issued ?? [], onClose);

  const carryOut = () => {
    if (role === '' || (isPartnerRole(role) && access.scope === '')) {
      setChoiceMissing(true);
      return;
    }
    setAsked(emails.slice(0, MOST + 1));
    void invite
      .run(async () => {
        // Of a whole file pasted by mistake one too many is enough: main says so.
        const input = {
          emails: emails.slice(0, MOST + 1),
          role,
          access: toAccessInput(access, isPartnerRole(role)),
          code,
        };
        setIssued((await request('users.invite', input)).issued);
      })
      .then((isDone) => {
        if (!isDone) setCode('');
      });
  };

  if (issued !== undefined && role !== '') {
    const only = issued.length === 1 ? issued[0] : undefined;
    return (
      <Dialog
        title={only === undefined ? `${plural(issued.length, 'person', 'people')} invited` : `${only.email} is invited`}
        returnTo={returnTo}
        isWide={only === undefined}
        onClose={passing.guard.close}
        footer={<PassingFooter passing={passing} kind="invitation" total={issued.length} onClose={onClose} />}
      >
        <div className={styles['result']}>
          <Banner tone="ok">
            <strong>
              {only === undefined ? `They are invited as ${ROLE_WORDS[role]}.` : `Invited as ${ROLE_WORDS[role]}.`}
            </strong>{' '}
            Nothing was sent. Pass {only === undefined ? 'each activation code' : 'the activation code'} on yourself: by
            letter, by your mail program, or by word.
          </Banner>
          {only === undefined ? (
            <ManyCodes kind="invitation" issued={issued} passing={passing} />
          ) : (
            <OneCode kind="invitation" issued={only} passing={passing} />
          )}
        </div>
      </Dialog>
    );
  }

  const problems = new Map(
    asked.flatMap((email, i) => {
      const problem = fieldSentence(invite.failure, `emails.${i}`);
      return problem === undefined ? [] : [[email, problem] as const];
    }),
  );
  const bad = emails.filter((email) => problems.has(email)).length;
  const emailsProblem =
    fieldSentence(invite.failure, 'emails') ??
    (bad === 0
      ? undefined
      : `${plural(bad, 'email cannot be used. It is', 'emails cannot be used. They are')} marked below. Nobody was invited.`);
  return (
    <Dialog
      title={client === null ? 'Invite User' : `Invite User to ${client.name}`}
      returnTo={returnTo}
      initialFocus={first}
      isWide
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="Nobody was invited yet. What you typed would be lost."
            stayLabel="Keep editing"
            leaveLabel="Discard"
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <>
            <Button onClick={guard.close}>Cancel</Button>
            <Button type="submit" form={formId} tone="primary" isBusy={invite.isBusy}>
              {emails.length < 2 ? 'Invite' : `Invite ${emails.length.toLocaleString()} people`}
            </Button>
          </>
        )
      }
    >
      <form
        id={formId}
        className={styles['form']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          carryOut();
        }}
      >
        <div className={styles['column']}>
          <TextAreaField
            label="Emails"
            inputRef={first}
            rows={5}
            spellCheck={false}
            autoComplete="off"
            hint="One on each line, or separated by commas, semicolons or spaces. Up to 100 at once."
            value={text}
            onText={setText}
            problem={emailsProblem}
          />
          {emails.length > 0 && (
            <section className={styles['found']} aria-label="Emails found">
              <p className={styles['count']} role="status">
                {plural(emails.length, 'email', 'emails')}
              </p>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, by keyboard too */}
              <ul className={styles['emails']} tabIndex={0} aria-label="Emails">
                {emails.slice(0, MOST + 1).map((email, i) => {
                  const problem = problems.get(email);
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the same email may stand there twice
                    <li key={i} data-problem={problem !== undefined || undefined}>
                      <span className={styles['email']} title={email}>
                        {email}
                      </span>
                      {problem !== undefined && (
                        <span className={styles['problem']}>
                          <CircleAlert size={13} aria-hidden />
                          {problem}
                        </span>
                      )}
                    </li>
                  );
                })}
              </ul>
              {emails.length > MOST + 1 && (
                <p className={styles['count']}>and {plural(emails.length - MOST - 1, 'other', 'others')}</p>
              )}
            </section>
          )}
        </div>
        <div className={styles['column']}>
          <ChoiceField
            label="Role"
            value={role}
            options={roles.map((value) => ({ value, label: ROLE_WORDS[value], hint: ROLE_DUTIES[value] }))}
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
              mayGiveAll={mayGiveAll}
              answers={access}
              onAnswers={setAccess}
              problem={
                isChoiceMissing && access.scope === ''
                  ? 'Choose which clients they work for.'
                  : accessSentence(invite.failure)
              }
            />
          )}
          {role === 'partner_admin' && presence.value !== undefined && (
            <FreshCode isNeeded={presence.value.needsCode} code={code} onCode={setCode} failure={invite.failure} />
          )}
          <FailureBanner failure={invite.failure} />
        </div>
      </form>
    </Dialog>
  );
}
