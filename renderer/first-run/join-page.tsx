// "Join your firm on another computer" on the first run: this computer becomes a desktop of the firm's server. Main then leads
// to the sign-in page.
import { type ClipboardEvent, useRef, useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useLine } from '../shared/line/line-store.ts';
import { SET_BY_IT } from '../shared/policy/policy-notice.tsx';
import { usePolicy } from '../shared/policy/policy-store.ts';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';
import { joinProblem } from '../words/line-words.ts';
import { readPairingFile, toAddressInput } from './pairing-text.ts';

/** A pairing file has some hundred characters. */
const MOST_BYTES = 10_000;

export function JoinPage({ onBack }: { readonly onBack: () => void }) {
  const computer = useLine(({ line }) => (line?.kind === 'local' ? line.computer : ''));
  const keyProtection = useAppStore((state) => state.app?.keyProtection);
  const fixedAddress = usePolicy((state) => state.policy?.serverAddress) ?? null;
  const [typedAddress, setAddress] = useState('');
  const address = fixedAddress ?? typedAddress;
  const [pairingCode, setPairingCode] = useState('');
  const [typedName, setTypedName] = useState<string>();
  const [isNoFile, setNoFile] = useState(false);
  const join = useAction();
  const chooser = useRef<HTMLInputElement>(null);
  const name = typedName ?? computer;
  /** @returns false for a text that is no pairing file. */
  const take = (text: string): boolean => {
    const read = readPairingFile(text);
    if (read === undefined) return false;
    setAddress(read.address);
    setPairingCode(read.pairingCode);
    setNoFile(false);
    join.clear();
    return true;
  };
  const paste = (event: ClipboardEvent) => {
    if (take(event.clipboardData.getData('text'))) event.preventDefault();
  };
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    const text = file.size > MOST_BYTES ? '' : await file.text().catch(() => '');
    setNoFile(!take(text));
  };
  const problem = joinProblem(join.failure);
  return (
    <CardPage
      title="Join your firm on another computer"
      width="wide"
      lead="You sign in here. The firm’s data stays on that computer."
    >
      <Form
        onSubmit={() =>
          void join.run(async () => {
            setNoFile(false);
            await request('line.join', { address: toAddressInput(address), pairingCode, name });
          })
        }
      >
        <TextField
          label="Address"
          hint={fixedAddress === null ? 'Such as 192.168.1.20:27443. It stands beside the pairing code.' : SET_BY_IT}
          autoFocus={fixedAddress === null}
          readOnly={fixedAddress !== null}
          spellCheck={false}
          autoComplete="off"
          value={address}
          onText={setAddress}
          onPaste={paste}
          problem={problem.address}
        />
        <TextField
          label="Pairing code"
          isCode
          autoFocus={fixedAddress !== null}
          hint="A Partner Admin makes it in Settings, under Other desktops. It works once, for ten minutes."
          value={pairingCode}
          onText={setPairingCode}
          onPaste={paste}
          problem={problem.pairingCode}
        />
        <TextField
          label="Name of this computer"
          hint="Partner Admins see it in the list of desktops, such as “Reception”."
          autoComplete="off"
          value={name}
          onText={setTypedName}
          problem={problem.name}
        />
        {keyProtection === 'file_only' && (
          <Banner tone="attention">
            This computer offers Rekey no key store. What lets it connect is protected by the rights of this computer’s
            account only, so use an encrypted disk.
          </Banner>
        )}
        <FailureBanner failure={problem.isAtField ? undefined : join.failure} />
        {isNoFile && (
          <Banner tone="danger">
            That file is no pairing file. Choose the one that was saved with the pairing code.
          </Banner>
        )}
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={join.isBusy}>
            Join
          </Button>
          <Button disabled={join.isBusy} onClick={onBack}>
            Back
          </Button>
          <Button tone="quiet" disabled={join.isBusy} onClick={() => chooser.current?.click()}>
            Use a pairing file
          </Button>
          <input
            ref={chooser}
            type="file"
            accept=".txt,text/plain"
            hidden
            onChange={(event) => {
              void open(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </div>
      </Form>
    </CardPage>
  );
}
