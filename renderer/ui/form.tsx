// A form that its own code checks and sends.
import type { ComponentProps } from 'react';
import styles from './form.module.css';

interface FormProps extends Omit<ComponentProps<'form'>, 'onSubmit' | 'noValidate'> {
  readonly onSubmit: () => void;
}

export function Form({ onSubmit, className = styles['form'], ...rest }: FormProps) {
  return (
    <form
      {...rest}
      className={className}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // React passes events through portals: a dialog's form may stand in a page's form.
        event.stopPropagation();
        onSubmit();
      }}
    />
  );
}
