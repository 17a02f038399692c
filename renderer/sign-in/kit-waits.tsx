// The recovery kit was right, but somebody can still sign in, by the records: it waits, and says until when.
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { useWindow } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/form.module.css';
import { exactTime } from '../words/time-words.ts';

export function KitWaits({ email, readyAt }: { readonly email: string; readonly readyAt: number }) {
  const setApp = useWindow((state) => state.setApp);
  const leave = useAction();
  return (
    <CardPage title="The recovery kit waits" lead={`For ${email}`}>
      <div className={form['form']}>
        <Banner tone="info">
          The code is right. It lets you in from <strong>{exactTime(readyAt)}</strong> on.
        </Banner>
        <p>
          By Rekey’s records a Partner Admin can still sign in. Every Partner Admin is told now, and any of them can
          stop it. A phone that is lost is not in the records.
        </p>
        <p>Come back then and enter the same email and code again. Until then nothing is changed.</p>
        <FailureBanner failure={leave.failure} />
        <div className={form['actions']}>
          <Button
            tone="primary"
            isBusy={leave.isBusy}
            onClick={() => void leave.run(async () => setApp(await request('session.cancel', {})))}
          >
            Back to sign in
          </Button>
        </div>
      </div>
    </CardPage>
  );
}
