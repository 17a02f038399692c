// Make new recovery codes: a current code first, then the ten codes, shown once.
import { type RefObject, useId, useState } from 'react';
import { request } from '../bridge.ts';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../words/user-words.ts';
import { CodesStep } from './codes-step.tsx';
import { ProveStep } from './prove-step.tsx';

interface NewRecoveryCodesDialogProps {
  readonly left: number;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function NewRecoveryCodesDialog({ left, returnTo, onClose }: NewRecoveryCodesDialogProps) {
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[]>();
  const make = useAction();
  const id = useId();
  if (codes !== undefined) {
    return (
      <CodesStep title="New recovery codes" codes={codes} returnTo={returnTo} onClose={onClose}>
        <strong>New recovery codes were made.</strong>
      </CodesStep>
    );
  }
  const close = () => {
    if (!make.isBusy) onClose();
  };
  return (
    <Dialog
      title="Make new recovery codes"
      returnTo={returnTo}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={id} tone="primary" isBusy={make.isBusy}>
            Make new codes
          </Button>
        </>
      }
    >
      <ProveStep
        id={id}
        lead={
          left === 0
            ? 'You get ten new codes.'
            : `You get ten new codes. The ${plural(left, 'code', 'codes')} that you have left ${left === 1 ? 'stops' : 'stop'} working at once.`
        }
        code={code}
        onCode={setCode}
        action={make}
        onSubmit={() =>
          void make
            .run(async () => setCodes((await request('account.regenerateRecoveryCodes', { code })).codes))
            .then((isDone) => {
              if (!isDone) setCode('');
            })
        }
      />
    </Dialog>
  );
}
