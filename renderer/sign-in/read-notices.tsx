// After both factors: what others did to the account since the last sign-in. The session begins after the person
// acknowledges it.
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { NotMe } from '../shared/not-me.tsx';
import { useStep } from '../shared/use-step.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { noticeSentence } from '../words/notice-words.ts';

export function ReadNotices({ screen }: { readonly screen: Extract<Screen, { name: 'notice' }> }) {
  const step = useStep();
  return (
    <CardPage title="Before you go on" lead={`This was done to the account ${screen.email} since you last signed in.`}>
      <div className={form['form']}>
        {screen.notices.map((notice) => (
          <Banner key={`${notice.kind} ${notice.at}`} tone="info">
            <strong dir="auto">{notice.byName}</strong>
            {noticeSentence(notice)}
          </Banner>
        ))}
        <FailureBanner failure={step.failure} />
        <div className={form['actions']}>
          <Button
            tone="primary"
            autoFocus
            isBusy={step.isBusy}
            onClick={() => void step.go(() => request('session.acknowledge', {}))}
          >
            I know about this
          </Button>
          <Button isBusy={step.isCancelling} onClick={step.cancel}>
            Cancel
          </Button>
        </div>
        <NotMe freeze={() => request('session.repudiate', {})} />
      </div>
    </CardPage>
  );
}
