// An invited person's first page: name and password. The account becomes active when 2FA is confirmed on the next page.
// A person who leaves before that starts again with the same code.
import { useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { StepForm } from '../shared/step-form.tsx';
import { useStep } from '../shared/use-step.ts';
import { useAppStore } from '../state.ts';
import { PasswordField, TextField } from '../ui/fields/field.tsx';
import form from '../ui/fields/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { PASSWORD_HINT, ROLE_WORDS } from '../words/user-words.ts';

export function Activate({ screen }: { readonly screen: Extract<Screen, { name: 'activation' }> }) {
  const firmName = useAppStore((state) => state.app?.firmName);
  const [person, setPerson] = useState({ firstName: screen.firstName, lastName: screen.lastName, password: '' });
  const step = useStep();
  const field = (name: keyof typeof person) => ({
    value: person[name],
    onText: (text: string) => setPerson((now) => ({ ...now, [name]: text })),
    problem: fieldSentence(step.failure, name),
  });
  return (
    <StepForm
      step={step}
      title="Activate your account"
      lead={`${firmName ?? 'Your firm'} invited ${screen.email} as ${ROLE_WORDS[screen.role]}. On the next page you set up 2FA with your phone.`}
      submitLabel="Continue"
      onSubmit={() => void step.go(() => request('session.activate', person))}
    >
      <div className={form['pair']}>
        <TextField label="First name" isRequired={false} autoFocus autoComplete="off" {...field('firstName')} />
        <TextField
          label="Last name"
          isRequired={false}
          autoComplete="off"
          hint="If you have only one name, leave the other field empty."
          {...field('lastName')}
        />
      </div>
      <PasswordField label="Password" autoComplete="new-password" hint={PASSWORD_HINT} {...field('password')} />
    </StepForm>
  );
}
