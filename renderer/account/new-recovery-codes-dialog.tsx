// Makes new recovery codes: a current code first, then the ten codes, shown once.
import { type RefObject, useState } from 'react';
import { request } from '../bridge.ts';
import { plural } from '../words/user-words.ts';
import { CodesDialog } from './codes-dialog.tsx';
import { ProveDialog } from './prove-dialog.tsx';

interface NewRecoveryCodesDialogProps {
  readonly left: number;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function NewRecoveryCodesDialog({ left, returnTo, onClose }: NewRecoveryCodesDialogProps) {
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes !== undefined) {
    return (
      <CodesDialog title="New recovery codes" codes={codes} returnTo={returnTo} onClose={onClose}>
        <strong>New recovery codes were made.</strong>
      </CodesDialog>
    );
  }
  return (
    <ProveDialog
      title="Make new recovery codes"
      lead={
        left === 0
          ? 'You get ten new codes.'
          : `You get ten new codes. The ${plural(left, 'code', 'codes')} that you have left ${left === 1 ? 'stops' : 'stop'} working at once.`
      }
      verb="Make new codes"
      send={async (code) => setCodes((await request('account.regenerateRecoveryCodes', { code })).codes)}
      returnTo={returnTo}
      onClose={onClose}
    />
  );
}
