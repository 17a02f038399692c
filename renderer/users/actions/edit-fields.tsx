// The fields of the Edit dialog. They are empty until the user is read, so the dialog does not grow under the pointer.
import type { RefObject } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { SelectField, TextField } from '../../ui/fields/field.tsx';
import forms from '../../ui/fields/form.module.css';
import { fieldSentence } from '../../words/failure-words.ts';
import { mixedScriptsSentence } from '../../words/look-alike.ts';
import { ROLE_WORDS } from '../../words/user-words.ts';
import type { UserEdit } from './user-edit.ts';

interface EditFieldsProps {
  readonly edit: UserEdit | undefined;
  readonly onFields: (change: Partial<UserEdit['fields']>) => void;
  readonly failure: Failure | undefined;
  readonly firstRef: RefObject<HTMLInputElement | null>;
}

export function EditFields({ edit, onFields, failure, firstRef }: EditFieldsProps) {
  const isInvited = edit !== undefined && isStillInvited(edit);
  const text = (name: 'firstName' | 'lastName' | 'email' | 'phone') => ({
    value: edit?.fields[name] ?? '',
    onText: (value: string) => onFields({ [name]: value }),
    problem: fieldSentence(failure, name),
    autoComplete: 'off',
  });
  const warning = edit && mixedScriptsSentence(edit.fields);
  return (
    <>
      <div className={forms['pair']}>
        <TextField
          label="First name"
          isRequired={false}
          inputRef={firstRef}
          isOptional={isInvited}
          {...text('firstName')}
        />
        <TextField label="Last name" isRequired={false} isOptional={isInvited} {...text('lastName')} />
      </div>
      {warning !== undefined && <Banner tone="attention">{warning}</Banner>}
      <TextField
        label="Email"
        inputMode="email"
        spellCheck={false}
        {...text('email')}
        {...(edit?.base.mayChangeEmail === false && {
          readOnly: true,
          hint: 'Only someone who may invite people with this role to all of these clients can change it.',
        })}
      />
      <TextField label="Phone" type="tel" isOptional hint={numberHint(edit)} {...text('phone')} />
      {edit !== undefined && <RoleField edit={edit} onFields={onFields} problem={fieldSentence(failure, 'role')} />}
    </>
  );
}

const isStillInvited = ({ base }: UserEdit): boolean =>
  base.status === 'invited' || base.status === 'invitation_expired';

function numberHint(edit: UserEdit | undefined): string {
  if (edit === undefined || edit.base.mayChangeNumber)
    return 'The number to call when they report a lost phone. It should not be the phone with the authenticator app.';
  const { phone, numberProposal } = edit.base;
  if (edit.fields.phone !== phone)
    return `This proposes the number. Until the firm confirms it, ${phone || 'no number'} stays on file.`;
  return numberProposal === null
    ? 'The number to call when they report a lost phone. A new number counts once the firm has confirmed it.'
    : `${numberProposal.number || 'No number'} is proposed, and waits for the firm to confirm it.`;
}

interface RoleFieldProps {
  readonly edit: UserEdit;
  readonly onFields: EditFieldsProps['onFields'];
  readonly problem: string | undefined;
}

function RoleField({ edit, onFields, problem }: RoleFieldProps) {
  const { base, fields } = edit;
  const roles = base.grantableRoles.length === 0 ? [base.user.role] : base.grantableRoles;
  return (
    <>
      <SelectField
        label="Role"
        value={fields.role}
        options={roles.map((value) => ({ value, label: ROLE_WORDS[value] }))}
        disabled={base.grantableRoles.length < 2}
        hint={
          base.grantableRoles.length === 0
            ? 'Your role may not change it.'
            : base.grantableRoles.length === 1
              ? 'There is no other role that you can give.'
              : undefined
        }
        onChoose={(role) => onFields({ role })}
        problem={problem}
      />
      {fields.role !== base.user.role && !isStillInvited(edit) && (
        <Banner tone="attention">A new role ends their sessions, so they have to sign in again.</Banner>
      )}
    </>
  );
}
