// The firm's recovery kit in Settings: when it was made and who made it, and a button for a new one. Save does not
// cover it.
import { useCallback, useId, useRef, useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { NewKitDialog } from '../shared/secrets/new-kit-dialog.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import page from '../ui/page.module.css';
import { exactTime } from '../words/time-words.ts';

export function RecoveryKitSection() {
  const { value, failure, reload } = useRequest(
    useCallback(() => request('recoveryKit.get', {}), []),
    'directory.changed',
  );
  const { value: head } = useRequest(useCallback(() => request('activity.getHead', {}), []));
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const kit = value?.kit ?? null;
  return (
    <section className={page['section']} aria-labelledby={id}>
      <div className={page['sectionHead']}>
        <h2 id={id} className={page['sectionTitle']}>
          Recovery kit
        </h2>
        {value !== undefined && (
          <Button ref={opener} onClick={() => setOpen(true)}>
            {kit === null ? 'Make a kit' : 'Replace'}
          </Button>
        )}
      </div>
      <p className={page['lead']}>
        One code that lets the firm in when no Partner Admin can sign in, and that opens the data when the key store of
        this computer is lost. Replace it when somebody may have seen it, when you cannot find it, or when the person
        who keeps it leaves.
      </p>
      {kit !== null && (
        <p>
          Made on {exactTime(kit.madeAt)} by <bdi>{kit.madeBy}</bdi>.
        </p>
      )}
      {head !== undefined && (
        <p>
          Fingerprint of the firm’s key, which signs evidence packs and stands on the kit:
          <br />
          <code>{head.fingerprint}</code>
        </p>
      )}
      {value !== undefined && kit?.isKept !== true && (
        <Banner tone="attention">
          {kit === null ? 'There is no recovery kit.' : 'Nobody has confirmed that this kit is kept safe.'} The next
          Partner Admin who signs in is given a new one.
        </Banner>
      )}
      {kit?.isKept === true && !kit.opensData && (
        <Banner tone="attention">
          This kit is from an earlier Rekey: it lets a person in, but does not open your data where the key store of
          this computer is lost. Replace it.
        </Banner>
      )}
      <FailureBanner failure={failure} />
      {isOpen && (
        <NewKitDialog
          needsCode={value?.needsCode ?? false}
          returnTo={opener}
          onClose={() => {
            setOpen(false);
            reload();
          }}
        >
          <p>
            {kit === null
              ? 'You get a code for the firm’s safe place. It is shown once.'
              : 'You get a new code for the firm’s safe place, shown once. The current one stops working at once.'}
          </p>
        </NewKitDialog>
      )}
    </section>
  );
}
