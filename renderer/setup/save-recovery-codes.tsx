// Setup, last step: the ten recovery codes, shown once.
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { RecoveryCodes } from '../shared/secrets/recovery-codes.tsx';
import { useStep } from '../shared/use-step.ts';
import { ShownOncePage } from './shown-once-page.tsx';
import { Steps } from './steps.tsx';

export function SaveRecoveryCodes({ screen }: { readonly screen: Extract<Screen, { name: 'recovery_codes' }> }) {
  const step = useStep();
  return (
    <ShownOncePage
      step={step}
      title="Save your recovery codes"
      lead="For the day when your phone is gone: each code signs you in once, in place of the app. They are shown only now."
      above={<Steps current="Recovery codes" hasSetupCode={false} kitFollows={screen.kitFollows} />}
      finish={() => request('setUp.finish', {})}
    >
      {(keeping) => <RecoveryCodes codes={screen.codes} keeping={keeping} />}
    </ShownOncePage>
  );
}
