// A new password, after a right one-time code. The page says who reset the old one, and when.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { ResetNotice } from './reset-notice.tsx';

export function ChoosePassword({ screen }: { readonly screen: Extract<Screen, { name: 'new_password' }> }) {
  const [password, setPassword] = useState('');
  const step = useStep();
  return (
    <StepForm
      step={step}
      title="Choose a new password"
      lead={`For ${screen.email}`}
      submitLabel="Save password"
      onSubmit={() => void step.go(() => request('session.choosePassword', { password }))}
    >
      {screen.notice !== null && <ResetNotice notice={screen.notice} />}
      <NewPasswordField password={password} onPassword={setPassword} failure={step.failure} />
    </StepForm>
  );
}
