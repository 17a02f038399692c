// A labelled field with its hint, and its problem beside it. The first field with a problem takes the focus.
import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './field.module.css';

interface FieldShellProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly isOptional?: boolean;
}

interface Ids {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export function FieldShell({ label, hint, problem, isOptional = false, children }: FieldShellProps & { readonly children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const describedBy = [problem === undefined ? '' : `${id}-problem`, hint === undefined ? '' : `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
        {isOptional && <span className={styles['optional']}> (optional)</span>}
      </label>
      {children({ id, 'aria-describedby': describedBy === '' ? undefined : describedBy, 'aria-invalid': problem === undefined ? undefined : true })}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={styles['problem']}>
          <CircleAlert size={14} aria-hidden />
          <span>{problem}</span>
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FieldShellProps &
  Omit<ComponentProps<'input'>, 'onChange'> & { readonly onText: (text: string) => void; readonly isCode?: boolean };

export function TextField({ label, hint, problem, isOptional, onText, isCode = false, ...input }: TextFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  useFocusOnProblem(ref, problem);
  return (
    <FieldShell label={label} hint={hint} problem={problem} isOptional={isOptional ?? false}>
      {(ids) => (
        <input
          {...input}
          {...ids}
          ref={ref}
          className={`${styles['input']} ${isCode ? styles['code'] : ''}`}
          onChange={(event) => onText(event.target.value)}
          {...(isCode ? { autoComplete: 'off', spellCheck: false, autoCapitalize: 'characters' } : {})}
        />
      )}
    </FieldShell>
  );
}

export function PasswordField({ label, hint, problem, onText, ...input }: TextFieldProps) {
  const [isShown, setShown] = useState(false);
  const ref = useRef<HTMLInputElement>(null);
  useFocusOnProblem(ref, problem);
  return (
    <FieldShell label={label} hint={hint} problem={problem}>
      {(ids) => (
        <div className={styles['withButton']}>
          <input
            {...input}
            {...ids}
            ref={ref}
            type={isShown ? 'text' : 'password'}
            className={styles['input']}
            spellCheck={false}
            onChange={(event) => onText(event.target.value)}
          />
          <button type="button" className={styles['show']} aria-pressed={isShown} aria-label="Show characters" onClick={() => setShown(!isShown)}>
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
      )}
    </FieldShell>
  );
}

// Only when the problem is new: typing on must not steal the focus again.
function useFocusOnProblem(ref: React.RefObject<HTMLElement | null>, problem: string | undefined): void {
  useEffect(() => {
    if (problem === undefined) return;
    const first = ref.current?.closest('form')?.querySelector('[aria-invalid="true"]');
    if (first === ref.current) ref.current?.focus();
  }, [ref, problem]);
}
