// A code that is shown once, large and in groups, and how long it is valid.
import styles from './secret-code.module.css';

interface SecretCodeProps {
  /** "Setup code", "Activation code" */
  readonly label: string;
  /** The element with this id and `-code` holds the code, the one with `-validity` how long it is valid. */
  readonly id: string;
  readonly code: string;
  /** "Works once, until 23 Nov 2026, 14:05" */
  readonly validity: string;
}

export function SecretCode({ label, id, code, validity }: SecretCodeProps) {
  return (
    <div className={styles['secret']}>
      <span className={styles['label']}>{label}, shown once</span>
      <code id={`${id}-code`} className={styles['code']} data-testid={label.toLowerCase().replaceAll(' ', '-')}>
        {code}
      </code>
      <span id={`${id}-validity`} className={styles['validity']}>
        {validity}
      </span>
    </div>
  );
}
