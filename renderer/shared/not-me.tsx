// "This was not me". It asks first and says what follows, because the user cannot undo it.
import { useState } from 'react';
import type { AppState } from '../../preload/contract/index.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { FailureBanner } from './failure-banner.tsx';
import styles from './not-me.module.css';
import { useAction } from './use-action.ts';

export function NotMe({ freeze }: { readonly freeze: () => Promise<AppState> }) {
  const setApp = useAppStore((state) => state.setApp);
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  if (!isAsking) {
    return (
      <div>
        <Button tone="quiet" onClick={() => setAsking(true)}>
          This was not me
        </Button>
      </div>
    );
  }
  return (
    <section className={styles['ask']} aria-label="Freeze the account">
      <p>
        <strong>Freeze this account?</strong> Nobody, not even you, can sign in to it until a Partner Admin unfreezes
        it. Open sessions end, unused codes stop working, and every Partner Admin is told.
      </p>
      <FailureBanner failure={action.failure} />
      <div className={styles['buttons']}>
        <Button autoFocus onClick={() => setAsking(false)}>
          Cancel
        </Button>
        <Button
          tone="danger"
          isBusy={action.isBusy}
          onClick={() => void action.run(async () => setApp(await freeze()))}
        >
          Freeze the account
        </Button>
      </div>
    </section>
  );
}
