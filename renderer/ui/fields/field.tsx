// Fields with a label, a hint and a problem.
import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, type RefObject, useId, useRef, useState } from 'react';
import styles from './field.module.css';
import { PROBLEM, useFocusOnProblem } from './problems.ts';

interface FieldShellProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  /** The label says so. */
  readonly isOptional?: boolean;
  /** False where one of several fields is enough. */
  readonly isRequired?: boolean;
}

interface Ids {
  readonly id: string;
  readonly 'aria-required': true | undefined;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export function FieldShell({
  label,
  hint,
  problem,
  isOptional = false,
  isRequired = !isOptional,
  children,
}: FieldShellProps & { readonly children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const describedBy = [problem === undefined ? '' : `${id}-problem`, hint === undefined ? '' : `${id}-hint`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
        {isOptional && <span className={styles['optional']}> (optional)</span>}
      </label>
      {children({
        id,
        'aria-required': isRequired || undefined,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {problem !== undefined && (
        <p {...PROBLEM} id={`${id}-problem`} className={styles['problem']}>
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
  Omit<ComponentProps<'input'>, 'onChange' | 'ref' | 'type'> & {
    /** Not `email`: Chromium turns the domain in such a field into Punycode. */
    readonly type?: 'text' | 'tel' | 'number' | 'time' | 'date';
    readonly onText: (text: string) => void;
    readonly isCode?: boolean;
    /** For a dialog whose first focus is this field. */
    readonly inputRef?: RefObject<HTMLInputElement | null>;
  };

export function TextField({
  label,
  hint,
  problem,
  isOptional = false,
  isRequired = !isOptional,
  onText,
  isCode = false,
  inputRef,
  ...input
}: TextFieldProps) {
  const own = useRef<HTMLInputElement>(null);
  const ref = inputRef ?? own;
  useFocusOnProblem(ref, problem);
  return (
    <FieldShell label={label} hint={hint} problem={problem} isOptional={isOptional} isRequired={isRequired}>
      {(ids) => (
        <input
          dir={isCode || input.type !== undefined ? undefined : 'auto'}
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

type SecretFieldProps = Omit<TextFieldProps, 'inputRef' | 'isCode' | 'isOptional' | 'isRequired' | 'type'>;

export const PasswordField = (props: SecretFieldProps) => <SecretField {...props} hiddenType="password" />;

/** Several words, of no account of this computer: no password manager offers to fill it in. */
export const PassphraseField = (props: SecretFieldProps) => (
  <SecretField {...props} hiddenType="text" autoComplete="off" />
);

function SecretField({
  label,
  hint,
  problem,
  onText,
  hiddenType,
  ...input
}: SecretFieldProps & { readonly hiddenType: 'password' | 'text' }) {
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
            type={isShown ? 'text' : hiddenType}
            className={styles['input']}
            data-hidden={!isShown || undefined}
            spellCheck={false}
            onChange={(event) => onText(event.target.value)}
          />
          <button
            type="button"
            className={styles['show']}
            aria-pressed={isShown}
            aria-label="Show characters"
            onClick={() => setShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </button>
        </div>
      )}
    </FieldShell>
  );
}

type TextAreaFieldProps = FieldShellProps &
  Omit<ComponentProps<'textarea'>, 'onChange' | 'ref'> & {
    readonly onText: (text: string) => void;
    /** For a dialog whose first focus is this field. */
    readonly inputRef?: RefObject<HTMLTextAreaElement | null>;
  };

export function TextAreaField({ label, hint, problem, isOptional, onText, inputRef, ...textarea }: TextAreaFieldProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  const ref = inputRef ?? own;
  useFocusOnProblem(ref, problem);
  return (
    <FieldShell label={label} hint={hint} problem={problem} isOptional={isOptional ?? false}>
      {(ids) => (
        <textarea
          dir="auto"
          {...textarea}
          {...ids}
          ref={ref}
          className={styles['input']}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </FieldShell>
  );
}

type SelectFieldProps<Value extends string> = FieldShellProps &
  Omit<ComponentProps<'select'>, 'onChange' | 'value'> & {
    /** Empty: nothing is chosen yet. */
    readonly value: Value | '';
    readonly options: readonly { readonly value: Value; readonly label: string }[];
    readonly onChoose: (value: Value) => void;
  };

export function SelectField<Value extends string>({
  label,
  hint,
  problem,
  isOptional,
  value,
  options,
  onChoose,
  ...select
}: SelectFieldProps<Value>) {
  const ref = useRef<HTMLSelectElement>(null);
  useFocusOnProblem(ref, problem);
  return (
    <FieldShell label={label} hint={hint} problem={problem} isOptional={isOptional ?? false}>
      {(ids) => (
        <select
          {...select}
          {...ids}
          ref={ref}
          className={`${styles['input']} ${styles['select']}`}
          value={value}
          onChange={(event) => onChoose(event.target.value as Value)}
        >
          {value === '' && (
            <option value="" disabled>
              Choose
            </option>
          )}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldShell>
  );
}

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  /** Empty: nothing is chosen yet. */
  readonly value: Value | '';
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint?: string | undefined;
    /** It cannot be chosen, and this says why. */
    readonly whyNot?: string | undefined;
  }[];
  readonly onChoose: (value: Value) => void;
  readonly problem?: string | undefined;
  readonly columns?: 1 | 2;
}

/** Radio buttons, each with a hint. */
export function ChoiceField<Value extends string>({
  label,
  value,
  options,
  onChoose,
  problem,
  columns = 1,
}: ChoiceFieldProps<Value>) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  useFocusOnProblem(group, problem);
  return (
    <div
      ref={group}
      role="radiogroup"
      className={styles['choices']}
      aria-labelledby={`${id}-label`}
      aria-required
      aria-invalid={problem === undefined ? undefined : true}
      aria-describedby={problem === undefined ? undefined : `${id}-problem`}
    >
      <div id={`${id}-label`} className={styles['label']}>
        {label}
      </div>
      <div className={styles['options']} data-columns={columns}>
        {options.map((option) => (
          <label
            key={option.value}
            className={styles['option']}
            data-disabled={option.whyNot === undefined ? undefined : true}
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              disabled={option.whyNot !== undefined}
              onChange={() => onChoose(option.value)}
            />
            <span>
              {option.label}
              {(option.whyNot ?? option.hint) !== undefined && <small>{option.whyNot ?? option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p {...PROBLEM} id={`${id}-problem`} className={styles['problem']}>
          <CircleAlert size={14} aria-hidden />
          <span>{problem}</span>
        </p>
      )}
    </div>
  );
}

interface CheckFieldProps {
  readonly label: ReactNode;
  readonly isChecked: boolean;
  readonly onCheck: (isChecked: boolean) => void;
}

export function CheckField({ label, isChecked, onCheck }: CheckFieldProps) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={isChecked} onChange={(event) => onCheck(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
