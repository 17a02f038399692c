// A new password for the account that the recovery kit opens. Nothing changes until 2FA is confirmed on the next page.
import { useState } from 'react';
import { request } from '../bridge.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { Banner } from '../ui/banner.tsx';
import { NewPasswordField } from './new-password-field.tsx';

export function ChooseKitPassword({ email }: { readonly email: string }) {
  const [password, setPassword] = useState('');
  const step = useStep();
  return (
    <StepForm
      step={step}
      title="Choose a new password"
      lead={`For ${email}`}
      submitLabel="Continue"
      onSubmit={() => void step.go(() => request('session.chooseKitPassword', { password }))}
    >
      <Banner tone="info">
        The recovery kit lets you in. After the password, you set up 2FA with your phone and keep a new kit. Nothing
        changes until 2FA is confirmed, and the kit stays valid until then.
      </Banner>
      <NewPasswordField password={password} onPassword={setPassword} failure={step.failure} />
    </StepForm>
  );
}
