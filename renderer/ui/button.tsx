// A button with a verb. While busy it keeps its size, shows a spinner and ignores further clicks.
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './button.module.css';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly isBusy?: boolean;
}

export function Button({
  tone = 'plain',
  isBusy = false,
  children,
  className,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={[styles['button'], styles[tone], className].filter(Boolean).join(' ')}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <span className={styles['label']} data-busy={isBusy || undefined}>
        {children}
      </span>
      {isBusy && <LoaderCircle className={styles['spinner']} size={16} aria-hidden />}
    </button>
  );
}
