// Setup after a reset, first step: the setup code. The password alone must not be enough to set up 2FA.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { exactTime } from '../words/time-words.ts';
import { ResetNotice } from './reset-notice.tsx';
import { Steps } from './steps.tsx';

export function EnterSetupCode({ screen }: { readonly screen: Extract<Screen, { name: 'setup_code' }> }) {
  const [setupCode, setSetupCode] = useState('');
  const step = useStep();
  return (
    <StepForm
      step={step}
      title="Set up two-factor authentication"
      lead={`For ${screen.email}`}
      above={<Steps current="Setup code" hasSetupCode kitFollows={screen.kitFollows} />}
      submitLabel="Continue"
      onSubmit={() => void step.go(() => request('setUp.enterSetupCode', { setupCode }))}
    >
      {screen.notice !== null && <ResetNotice notice={screen.notice} />}
      <TextField
        label="Setup code"
        isCode
        autoFocus
        hint={`From the Partner Admin who ${screen.notice?.kind === 'reactivated' ? 'reactivated your account' : 'reset your 2FA'}. Four groups of four.${screen.deadlineAt === null ? '' : ` Good until ${exactTime(screen.deadlineAt)}.`}`}
        value={setupCode}
        onText={setSetupCode}
        problem={fieldSentence(step.failure, 'setupCode')}
      />
    </StepForm>
  );
}
