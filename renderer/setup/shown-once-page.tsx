// A page that shows a secret once. It goes on after the person confirms that the secret is kept.
import type { ReactNode } from 'react';
import type { AppState } from '../../preload/contract/index.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { type Keeping, useKeeping } from '../shared/secrets/use-keeping.ts';
import type { Step } from '../shared/use-step.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import styles from './shown-once-page.module.css';

interface ShownOncePageProps {
  readonly step: Step;
  readonly title: string;
  readonly lead: string;
  readonly above?: ReactNode;
  readonly finish: () => Promise<AppState>;
  /** Finish is not possible any more. */
  readonly isDead?: boolean;
  readonly children: (keeping: Keeping) => ReactNode;
}

export function ShownOncePage({ step, title, lead, above, finish, isDead = false, children }: ShownOncePageProps) {
  const keeping = useKeeping();
  return (
    <CardPage title={title} lead={lead} width="wide" above={above}>
      <div className={form['form']}>
        {children(keeping)}
        <FailureBanner failure={step.failure} />
        <div className={styles['finish']}>
          {isDead ? (
            <Button isBusy={step.isCancelling} onClick={step.cancel}>
              Back to sign in
            </Button>
          ) : (
            <Button
              tone="primary"
              isBusy={step.isBusy}
              onClick={() => {
                if (keeping.isKept) void step.go(finish);
                else keeping.onMissing();
              }}
            >
              Finish
            </Button>
          )}
        </div>
      </div>
    </CardPage>
  );
}
