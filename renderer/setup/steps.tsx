// The steps of the setup, and which one the person is at. Words and numbers say it, not only colour.
import { Check } from 'lucide-react';
import styles from './steps.module.css';

const STEPS = ['Setup code', 'Authenticator app', 'Recovery codes', 'Recovery kit'] as const;

interface StepsProps {
  readonly current: (typeof STEPS)[number];
  readonly hasSetupCode: boolean;
  /** For a Partner Admin of a firm without a kit that is kept. */
  readonly kitFollows: boolean;
}

export function Steps({ current, hasSetupCode, kitFollows }: StepsProps) {
  const steps = STEPS.slice(hasSetupCode ? 0 : 1, kitFollows ? undefined : -1);
  const at = steps.indexOf(current);
  return (
    <ol className={styles['steps']} aria-label="Steps">
      {steps.map((step, i) => (
        <li
          key={step}
          className={styles['step']}
          data-state={i < at ? 'done' : i === at ? 'now' : 'next'}
          aria-current={i === at ? 'step' : undefined}
        >
          <span className={styles['number']}>{i < at ? <Check size={12} aria-label="done" /> : i + 1}</span>
          {step}
        </li>
      ))}
    </ol>
  );
}
