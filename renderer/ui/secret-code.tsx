// A code that is shown once, large and in groups, and how long it is valid.
import styles from './secret-code.module.css';

interface SecretCodeProps {
  /** "Setup code", "Activation code" */
  readonly label: string;
  readonly code: string;
  /** "Works once, until 23 Nov 2026, 14:05" */
  readonly validity: string;
}

export function SecretCode({ label, code, validity }: SecretCodeProps) {
  return (
    <div className={styles['secret']}>
      <span className={styles['label']}>{label}, shown once</span>
      <code className={styles['code']} data-testid={label.toLowerCase().replaceAll(' ', '-')}>
        {code}
      </code>
      <span className={styles['validity']}>{validity}</span>
    </div>
  );
}
