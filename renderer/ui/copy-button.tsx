// Copies a text and says so. Secrets leave the clipboard again after a minute (main does it).
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { request } from '../bridge.ts';
import { Button, type ButtonProps } from './button.tsx';

interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  readonly text: string;
  readonly label: string;
  readonly onCopied?: () => void;
}

export function CopyButton({ text, label, onCopied, ...rest }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), 3000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () => {
    request('clipboard.copy', { text, isSecret: true }).then(
      () => {
        setResult('copied');
        onCopied?.();
      },
      () => setResult('failed'),
    );
  };
  return (
    <>
      <Button {...rest} onClick={copy}>
        {result === 'copied' ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
        {result === 'copied' ? 'Copied' : result === 'failed' ? 'Could not copy' : label}
      </Button>
      <span className="visually-hidden" role="status">
        {result === 'copied' ? 'Copied. It leaves the clipboard after one minute.' : ''}
      </span>
    </>
  );
}
