// Before the session of a Partner Admin whose firm has no recovery kit that somebody keeps: a new kit, shown once.
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { RecoveryKit } from '../shared/secrets/recovery-kit.tsx';
import { useStep } from '../shared/use-step.ts';
import { ShownOncePage } from './shown-once-page.tsx';
import { Steps } from './steps.tsx';

export function KeepRecoveryKit({ screen }: { readonly screen: Extract<Screen, { name: 'recovery_kit' }> }) {
  const step = useStep();
  return (
    <ShownOncePage
      step={step}
      title="The firm’s recovery kit"
      lead="One code for the day when no Partner Admin can sign in, or when this computer has lost the key to your data. It is shown only now."
      above={screen.isLastStep ? <Steps current="Recovery kit" hasSetupCode={false} kitFollows /> : undefined}
      finish={() => request('setUp.keepRecoveryKit', {})}
      // Somebody else has made a newer kit.
      isDead={step.failure?.code === 'recovery_kit_replaced'}
    >
      {(keeping) => <RecoveryKit code={screen.code} keeping={keeping} />}
    </ShownOncePage>
  );
}
