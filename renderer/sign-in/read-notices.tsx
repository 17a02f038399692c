// After both factors: what others have done to the account since the last sign-in. The session begins when it is acknowledged.
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { NotMe } from '../shared/not-me.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/form.module.css';
import { noticeSentence } from '../words/notice-words.ts';

export function ReadNotices({ screen }: { readonly screen: Extract<Screen, { name: 'notice' }> }) {
  const setApp = useWindow((state) => state.setApp);
  const action = useAction();
  return (
    <CardPage title="Before you go on" lead={`This was done to the account ${screen.email} since you last signed in.`}>
      <div className={form['form']}>
        {screen.notices.map((notice) => (
          <Banner key={`${notice.kind} ${notice.at}`} tone="info">
            <strong>{notice.byName}</strong>
            {noticeSentence(notice)}
          </Banner>
        ))}
        <FailureBanner failure={action.failure} />
        <div className={form['actions']}>
          <Button
            tone="primary"
            autoFocus
            isBusy={action.isBusy}
            onClick={() => void action.run(async () => setApp(await request('session.acknowledge', {})))}
          >
            I know about this
          </Button>
          <Button onClick={() => void action.run(async () => setApp(await request('session.cancel', {})))}>
            Cancel
          </Button>
        </div>
        <NotMe freeze={() => request('session.repudiate', {})} />
      </div>
    </CardPage>
  );
}
