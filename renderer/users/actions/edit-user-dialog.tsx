// Edit: names, email, phone, role and client access. When somebody else saved first, the dialog says what changed and
// keeps what was typed, and the next Save applies to the newest version.
import { useEffect, useRef, useState } from 'react';
import { request, toFailure } from '../../bridge.ts';
import { ChangedMeanwhile, type MeanwhileChange } from '../../shared/dialogs/changed-meanwhile.tsx';
import columns from '../../shared/dialogs/dialog-columns.module.css';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { keepUnusedCode } from '../../shared/secrets/code-after-refusal.ts';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { TextField } from '../../ui/fields/field.tsx';
import { fieldSentence } from '../../words/failure-words.ts';
import { fullName, isPartnerRole, nameOrEmail, plural } from '../../words/user-words.ts';
import { AccessFields, accessSentence } from '../dialog-parts/access-fields.tsx';
import { useUser } from '../dialog-parts/use-user.ts';
import { EditFields } from './edit-fields.tsx';
import type { UserDialogProps } from './user-dialog.ts';
import {
  changesBetween,
  isEdited,
  isProposal,
  isSensitive,
  moveToNewest,
  startEdit,
  toEditInput,
  type UserEdit,
} from './user-edit.ts';

interface EditUserDialogProps extends Pick<UserDialogProps, 'user' | 'returnTo' | 'onClose'> {
  /** For the record: why somebody is changed in an access review. Undefined elsewhere: no note is asked for. */
  readonly firstNote?: string;
}

export function EditUserDialog({ user, returnTo, onClose, firstNote }: EditUserDialogProps) {
  const { show } = useToast();
  const facts = useUser(user.id);
  const [edit, setEdit] = useState<UserEdit>();
  const [code, setCode] = useState('');
  const [note, setNote] = useState(firstNote ?? '');
  const [changedMeanwhile, setChangedMeanwhile] = useState<readonly MeanwhileChange[]>([]);
  const save = useAction();
  const first = useRef<HTMLInputElement>(null);
  const newest = facts.value;

  useEffect(() => {
    if (newest === undefined || edit?.base === newest) return;
    if (edit !== undefined) setChangedMeanwhile(changesBetween(edit.base, newest));
    setEdit(edit === undefined ? startEdit(newest) : moveToNewest(edit, newest));
  }, [newest, edit]);

  const carryOut = () => {
    if (edit === undefined) return;
    if (!isEdited(edit)) {
      onClose();
      return;
    }
    void save.run(async () => {
      try {
        const { sessionsEnded } = await request('users.edit', { ...toEditInput(edit, code), note });
        const ended = sessionsEnded === 0 ? '' : ` ${plural(sessionsEnded, 'session was', 'sessions were')} ended.`;
        const name = fullName(edit.fields) || edit.fields.email;
        show({
          text: isProposal(edit)
            ? `Saved. The number of ${name} waits to be confirmed.${ended}`
            : `${name} was changed.${ended}`,
        });
        onClose();
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        // The newest version is read before the message about the conflict appears.
        if (toFailure(error).code === 'conflict') await facts.reload();
        throw error;
      }
    });
  };

  return (
    <FormDialog
      title={`Edit ${nameOrEmail(user)}`}
      isWide
      initialFocus={first}
      verb={edit === undefined ? undefined : 'Save'}
      isBusy={save.isBusy}
      unsaved={
        edit !== undefined && isEdited(edit)
          ? { question: 'Your changes are not saved.', leaveLabel: 'Discard changes' }
          : undefined
      }
      returnTo={returnTo}
      onSubmit={carryOut}
      onClose={onClose}
    >
      <div className={columns['whole']}>
        <FailureBanner failure={facts.failure} />
        {save.failure?.code === 'conflict' ? (
          <ChangedMeanwhile changes={changedMeanwhile} />
        ) : (
          <FailureBanner failure={save.failure} />
        )}
      </div>
      <div className={columns['column']}>
        <EditFields
          edit={edit}
          onFields={(change) =>
            setEdit((now) => (now === undefined ? now : { ...now, fields: { ...now.fields, ...change } }))
          }
          failure={save.failure}
          firstRef={first}
        />
        {firstNote !== undefined && (
          <TextField
            label="Note"
            isOptional
            maxLength={500}
            value={note}
            onText={setNote}
            problem={fieldSentence(save.failure, 'note')}
          />
        )}
        {edit !== undefined && isSensitive(edit) && (
          <OwnCode isNeeded={edit.base.needsCode} code={code} onCode={setCode} failure={save.failure} saysHowLong />
        )}
      </div>
      <div className={columns['column']}>
        {edit?.base.mayManageAccess === true && (
          <AccessFields
            userId={user.id}
            has={edit.base.access.isAll ? 0 : edit.base.access.total}
            isPartner={isPartnerRole(edit.base.user.role)}
            answers={edit.access}
            onAnswers={(access) => setEdit({ ...edit, access })}
            problem={accessSentence(save.failure)}
          />
        )}
      </div>
    </FormDialog>
  );
}
