// "Let other desktops sign in to this firm": what it means, the name, the address and the port, and a code of the
// administrator's own.
import { BellRing, Network, Power, ShieldCheck } from 'lucide-react';
import { type RefObject, useState } from 'react';
import type { DesktopsState } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { Consequences } from '../../shared/dialogs/consequences.tsx';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useCodeAction } from '../../shared/secrets/use-code-action.ts';
import { CheckField, SelectField, TextField } from '../../ui/fields/field.tsx';
import { failureSentence, fieldSentence } from '../../words/failure-words.ts';
import { plural } from '../../words/user-words.ts';
import styles from './desktops.module.css';

interface ServeDialogProps {
  readonly suggested: DesktopsState['suggested'];
  /** That may connect. */
  readonly desktops: number;
  readonly needsCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onServing: () => void;
  readonly onClose: () => void;
}

/** Main knows it as ''. */
const ALL = 'all';

export function ServeDialog({ suggested, desktops, needsCode, returnTo, onServing, onClose }: ServeDialogProps) {
  const [name, setName] = useState(suggested.name);
  // A number chosen before may be gone from this computer.
  const [address, setAddress] = useState(suggested.addresses.includes(suggested.address) ? suggested.address : ALL);
  const [port, setPort] = useState(String(suggested.port));
  const [isNewKey, setNewKey] = useState(false);
  const serve = useCodeAction(async (code) => {
    const place = { name, address: address === ALL ? '' : address, port: toNumber(port) };
    await request('desktops.serve', { ...place, isNewKey, code });
    onServing();
  });
  const { failure } = serve;
  const isAtField = failure?.code === 'port_taken' || failure?.code === 'address_not_here';
  return (
    <FormDialog
      title="Let other desktops sign in to this firm"
      verb="Let them sign in"
      isBusy={serve.isBusy}
      onSubmit={serve.submit}
      onClose={onClose}
      returnTo={returnTo}
    >
      <Consequences
        title="What this means"
        tone="info"
        items={[
          { icon: Power, text: 'This computer has to be on, with Rekey open' },
          { icon: Network, text: 'Rekey opens one port. Your firewall lets only the firm’s network reach it' },
          { icon: ShieldCheck, text: 'Only desktops that you add can connect. People sign in there as here' },
          { icon: BellRing, text: 'Every Partner Admin is told, and can stop it at any time' },
        ]}
      />
      <TextField
        label="Name"
        hint="Other desktops and letters call this computer by it, such as “Office server”."
        autoComplete="off"
        value={name}
        onText={setName}
        problem={fieldSentence(failure, 'name')}
      />
      <div className={styles['place']}>
        <SelectField
          label="Address"
          hint="Where this computer listens."
          value={address}
          onChoose={setAddress}
          options={[
            { value: ALL, label: 'All addresses of this computer' },
            ...suggested.addresses.map((one) => ({ value: one, label: one })),
          ]}
          problem={
            fieldSentence(failure, 'address') ??
            (failure?.code === 'address_not_here' ? failureSentence(failure) : undefined)
          }
        />
        <TextField
          label="Port"
          inputMode="numeric"
          hint="From 1024 to 65535."
          autoComplete="off"
          value={port}
          onText={setPort}
          problem={
            fieldSentence(failure, 'port') ?? (failure?.code === 'port_taken' ? failureSentence(failure) : undefined)
          }
        />
      </div>
      {desktops > 0 && (
        <CheckField
          label={`Give the server a new key: ${plural(desktops, 'desktop is revoked and needs', 'desktops are revoked and need')} a new pairing code`}
          isChecked={isNewKey}
          onCheck={setNewKey}
        />
      )}
      <OwnCode isNeeded={needsCode} code={serve.code} onCode={serve.setCode} failure={failure} />
      <FailureBanner failure={isAtField ? undefined : failure} />
    </FormDialog>
  );
}

/** Main refuses NaN beside the field. */
const toNumber = (typed: string): number => (/^\s*\d+\s*$/.test(typed) ? Number(typed) : Number.NaN);
