// The recovery kit was right. By the records somebody can still sign in, so the kit waits, and the page says until
// when.
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useStep } from '../shared/use-step.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { exactTime } from '../words/time-words.ts';

export function KitWaits({ email, readyAt }: { readonly email: string; readonly readyAt: number }) {
  const step = useStep();
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
        <FailureBanner failure={step.failure} />
        <div className={form['actions']}>
          <Button tone="primary" isBusy={step.isCancelling} onClick={step.cancel}>
            Back to sign in
          </Button>
        </div>
      </div>
    </CardPage>
  );
}
