// Sign in, second step: the authenticator's code, or in its place a recovery code or a temporary code from a Partner
// Admin.
import { useRef, useState } from 'react';
import { request } from '../bridge.ts';
import { keepUnusedCode, useRefusedCode } from '../shared/secrets/code-after-refusal.ts';
import { useNextCode } from '../shared/secrets/use-next-code.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';

type Way = 'code' | 'recoveryCode' | 'temporaryCode';

const WAYS = {
  code: {
    choice: 'Use the authenticator app',
    field: { label: 'Your 6-digit code', inputMode: 'numeric', hint: 'From your authenticator app.' },
    prove: (code: string) => request('session.verifyCode', { code }),
  },
  recoveryCode: {
    choice: 'Use a recovery code',
    field: { label: 'Recovery code', hint: 'One of the ten codes that you kept. Each works once.' },
    prove: (recoveryCode: string) => request('session.useRecoveryCode', { recoveryCode }),
  },
  temporaryCode: {
    choice: 'Use a temporary code',
    field: { label: 'Temporary code', hint: 'From a Partner Admin, for a day without your phone.' },
    prove: (temporaryCode: string) => request('session.useTemporaryCode', { temporaryCode }),
  },
} as const;
const ORDER: readonly Way[] = ['code', 'recoveryCode', 'temporaryCode'];

export function EnterCode({ email, waitMs }: { readonly email: string; readonly waitMs: number }) {
  const [way, setWay] = useState<Way>('code');
  const [code, setCode] = useState('');
  const step = useStep();
  const input = useRef<HTMLInputElement>(null);
  useRefusedCode(input, step.failure);
  const nextCode = useNextCode(waitMs, step.failure);
  const choose = (next: Way) => {
    setWay(next);
    setCode('');
    step.clear();
  };
  return (
    <StepForm
      step={step}
      title="Enter your code"
      lead={`For ${email}`}
      submitLabel="Verify"
      onSubmit={() =>
        void step.go(async () => {
          try {
            return await WAYS[way].prove(code);
          } catch (error) {
            setCode(await keepUnusedCode(code, error));
            throw error;
          }
        })
      }
      after={
        <>
          <div className={form['ways']}>
            {ORDER.filter((other) => other !== way).map((other) => (
              <Button key={other} tone="quiet" onClick={() => choose(other)}>
                {WAYS[other].choice}
              </Button>
            ))}
          </div>
          <details className={form['help']}>
            <summary>Is the code refused, or is your phone gone?</summary>
            <ul>
              <li>Wait for the next code. Each one works once, for half a minute.</li>
              <li>Set the phone’s clock to automatic. Codes depend on it.</li>
              <li>Use a recovery code.</li>
              <li>If the phone is only at home, a Partner Admin of your firm can issue a temporary code.</li>
              <li>Otherwise, they can reset your 2FA.</li>
            </ul>
          </details>
        </>
      }
    >
      <TextField
        // Each way has a field of its own, which takes the focus.
        key={way}
        {...WAYS[way].field}
        {...(way === 'code' && nextCode !== undefined ? { hint: nextCode } : {})}
        isCode
        autoFocus
        inputRef={input}
        value={code}
        onText={setCode}
        problem={fieldSentence(step.failure, way)}
      />
    </StepForm>
  );
}
