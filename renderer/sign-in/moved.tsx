// A firm that was moved to another computer. This copy shows only that, until a Partner Admin proves password and second
// factor and uses it again.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { keepUnusedCode } from '../shared/secrets/code-after-refusal.ts';
import { CodeField } from '../shared/secrets/code-field.tsx';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import { exactTime } from '../words/time-words.ts';
import { AccountPasswordField, EmailField } from './account-fields.tsx';
import styles from './moved.module.css';

const USE_AGAIN = 'Use this copy again';

export function Moved({ screen }: { readonly screen: Extract<Screen, { name: 'moved' }> }) {
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <UseAgain onBack={() => setAsked(false)} />;
  const { at, fileName, byName } = screen;
  return (
    <CardPage
      title="This firm was moved"
      lead={firmName}
      width="wide"
      below={
        <p>
          The new computer is lost, or the file was never restored?
          <Button tone="quiet" className={styles['again']} onClick={() => setAsked(true)}>
            {USE_AGAIN}
          </Button>
        </p>
      }
    >
      <div className={styles['facts']}>
        <p>
          {byName === null ? 'Somebody' : <bdi>{byName}</bdi>} moved this firm to another computer on {exactTime(at)},
          with the file{' '}
          <strong>
            <bdi>{fileName}</bdi>
          </strong>
          .
        </p>
        <p>Sign in there. Nobody signs in here, and what is on this computer stays as it was.</p>
      </div>
    </CardPage>
  );
}

function UseAgain({ onBack }: { readonly onBack: () => void }) {
  const step = useStep();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  return (
    <StepForm
      title={USE_AGAIN}
      width="wide"
      lead="For the day when the firm on the new computer does not open, or never arrived."
      step={step}
      submitLabel={USE_AGAIN}
      onSubmit={() =>
        void step.go(async () => {
          try {
            return await request('firm.useAgain', { email, password, code });
          } catch (error) {
            setCode(await keepUnusedCode(code, error));
            throw error;
          }
        })
      }
      back={{ label: 'Back', onBack }}
    >
      <Banner tone="attention">
        If the firm is in use on the other computer, there are two of it then: what is done in one is not in the other.
        It is recorded, every Partner Admin is told, and codes that were issued before are void.
      </Banner>
      <EmailField hint="Of a Partner Admin." autoFocus value={email} onText={setEmail} failure={step.failure} />
      <AccountPasswordField value={password} onText={setPassword} failure={step.failure} />
      <CodeField
        hint="The code that your authenticator app shows now."
        code={code}
        onCode={setCode}
        failure={step.failure}
      />
    </StepForm>
  );
}
