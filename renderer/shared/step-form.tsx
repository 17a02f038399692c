// The page of one step of the sign-in or of the setup: fields, the refusal, and the buttons that go on and back.
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { CardPage, type CardPageProps } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';
import { ClockNotice } from './clock-notice.tsx';
import { FailureBanner } from './failure-banner.tsx';
import type { Step } from './use-step.ts';

interface StepFormProps extends CardPageProps {
  readonly step: Step;
  readonly submitLabel: string;
  readonly onSubmit: () => void;
  /** In place of Cancel. */
  readonly back?: { readonly label: string; readonly onBack: () => void };
  /** Below the buttons. */
  readonly after?: ReactNode;
}

export function StepForm({ step, submitLabel, onSubmit, back, after, children, ...page }: StepFormProps) {
  return (
    <CardPage {...page}>
      <Form onSubmit={onSubmit}>
        <ClockNotice />
        {children}
        <FailureBanner failure={step.failure} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={step.isBusy}>
            {submitLabel}
          </Button>
          {back === undefined ? (
            <Button isBusy={step.isCancelling} onClick={step.cancel}>
              Cancel
            </Button>
          ) : (
            <Button onClick={back.onBack}>{back.label}</Button>
          )}
        </div>
        {after}
      </Form>
    </CardPage>
  );
}
