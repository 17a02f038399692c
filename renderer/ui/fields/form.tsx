// A form that is checked by main and sent by code, not by the browser.
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
        // React events bubble through portals, so a dialog's form would also submit the page's form around it.
        event.stopPropagation();
        onSubmit();
      }}
    />
  );
}
