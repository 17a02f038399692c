// Setup, last step: the ten recovery codes, shown once.
import { request } from '../bridge.ts';
import { RecoveryCodes } from '../shared/secrets/recovery-codes.tsx';
import { useStep } from '../shared/use-step.ts';
import { ShownOncePage } from './shown-once-page.tsx';
import { Steps } from './steps.tsx';

export function SaveRecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const step = useStep();
  return (
    <ShownOncePage
      step={step}
      title="Save your recovery codes"
      lead="For the day when your phone is gone: each code signs you in once, in place of the app. They are shown only now."
      above={<Steps current="Recovery codes" hasSetupCode={false} />}
      finish={() => request('setUp.finish', {})}
    >
      {(keeping) => <RecoveryCodes codes={codes} keeping={keeping} />}
    </ShownOncePage>
  );
}
