// Before the session of a Partner Admin whose firm has no recovery kit that somebody keeps: a new kit, shown once.
import { request } from '../bridge.ts';
import { RecoveryKit } from '../shared/secrets/recovery-kit.tsx';
import { useStep } from '../shared/use-step.ts';
import { ShownOncePage } from './shown-once-page.tsx';

export function KeepRecoveryKit({ code }: { readonly code: string }) {
  const step = useStep();
  return (
    <ShownOncePage
      step={step}
      title="The firm’s recovery kit"
      lead="One code for the day when no Partner Admin can sign in, because phones and recovery codes are gone. It is shown only now."
      finish={() => request('setUp.keepRecoveryKit', {})}
      // Somebody else has made a newer kit.
      isDead={step.failure?.code === 'recovery_kit_replaced'}
    >
      {(keeping) => <RecoveryKit code={code} keeping={keeping} />}
    </ShownOncePage>
  );
}
