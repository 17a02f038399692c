// A desktop of the firm's server that has not reached it since it was started: why, and what to do. It goes on by itself once
// the connection is there.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useLine } from '../shared/line/line-store.ts';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { notConnectedWords } from '../words/line-words.ts';

export function NotConnected() {
  const line = useLine((state) => state.line);
  const version = useAppStore((state) => state.app?.version) ?? '';
  const [isAsking, setAsking] = useState(false);
  const leave = useAction();
  // Connected: the next page is on its way.
  if (line?.kind !== 'not_connected') return <CardPage title="Connecting to the firm’s server">{null}</CardPage>;
  const { title, what, next, needsCode } = notConnectedWords(line, version);
  return (
    <CardPage title={title}>
      <div className={form['form']}>
        <p>{what}</p>
        <p>{next}</p>
        {isAsking && (
          <Banner tone="attention">
            This computer then begins at the first page again. Nothing of the firm changes. To come back takes a new
            pairing code from a Partner Admin.
          </Banner>
        )}
        <FailureBanner failure={leave.failure} />
        {isAsking ? (
          <div className={form['actions']}>
            <Button
              tone="danger"
              isBusy={leave.isBusy}
              onClick={() => void leave.run(async () => void (await request('line.leave', {})))}
            >
              Forget this server
            </Button>
            <Button autoFocus onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </div>
        ) : (
          <div className={needsCode ? form['actions'] : form['ways']}>
            <Button tone={needsCode ? 'plain' : 'quiet'} onClick={() => setAsking(true)}>
              Forget this server
            </Button>
          </div>
        )}
      </div>
    </CardPage>
  );
}
