// The actions on the user as buttons, and below them why some are not possible now.
import { useCallback } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useTemporarySession } from '../../shared/use-temporary-session.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { BLOCK_WORDS } from '../../words/user-words.ts';
import { offeredActions, type RowAction } from '../actions/row-actions.ts';
import styles from './user-details.module.css';

interface ActionButtonsProps {
  readonly person: OutputOf<'users.get'>;
  readonly onAction: (action: RowAction) => void;
}

export function ActionButtons({ person: { actions }, onAction }: ActionButtonsProps) {
  const isTemporary = useTemporarySession();
  if (Object.values(actions).includes('own_account')) return <p className={styles['own']}>{BLOCK_WORDS.own_account}</p>;
  const offered = offeredActions({ actions, details: null }, { mayRemoveFromClient: false, isTemporary }).filter(
    ({ action }) => action.dialog !== undefined,
  );
  if (offered.length === 0) return null;
  const blocked = offered.filter(({ whyNot }) => whyNot !== undefined);
  const needsAnother = Object.values(actions).some((each) => each === 'frozen_against_you');
  return (
    <div className={styles['actions']}>
      {offered.map(({ action, whyNot }) => (
        <Button key={action.id} disabled={whyNot !== undefined} title={whyNot} onClick={() => onAction(action)}>
          {action.label}
        </Button>
      ))}
      {blocked.map(({ action, whyNot }) => (
        <p key={action.id} className={styles['why']}>
          {action.label}: {whyNot}
        </p>
      ))}
      {needsAnother && <InviteAdmin />}
    </div>
  );
}

/** Where only another Partner Admin can help, and there is none. */
function InviteAdmin() {
  const ask = useAppStore((state) => state.ask);
  const { value } = useRequest(
    useCallback(() => request('firm.getStart', {}), []),
    'directory.changed',
  );
  const isAlone = value?.steps.some(({ step, isDone }) => step === 'second_admin' && !isDone) === true;
  return isAlone && <Button onClick={() => ask('invite admin')}>Invite a Partner Admin</Button>;
}
