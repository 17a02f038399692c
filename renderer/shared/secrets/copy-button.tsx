// Copies a text and says so. Main clears a secret from the clipboard after a minute, where the system allows that. A
// program that keeps a history may have it longer, so the words promise no more.
import { Check, CircleAlert, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { request } from '../../bridge.ts';
import { Button, type ButtonProps } from '../../ui/button.tsx';
import { SteadyText } from '../../ui/steady-text.tsx';

const WORDS = ['Copied', 'Not copied'];

interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  /** A function makes it when it is copied. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  /** For a row in a list: the icon alone, named after the text and its person. */
  readonly isIconOnly?: boolean;
  readonly about?: string | undefined;
  readonly onCopied?: () => void;
}

export function CopyButton({ text, label, isIconOnly = false, about, onCopied, ...rest }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return;
    const timer = setTimeout(() => setResult(undefined), 3000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => {
    try {
      await request('clipboard.copy', { text: typeof text === 'string' ? text : await text(), isSecret: true });
      setResult('copied');
      onCopied?.();
    } catch {
      setResult('failed');
    }
  };
  const words = result === 'copied' ? 'Copied' : result === 'failed' ? 'Not copied' : label;
  return (
    <>
      <Button
        {...rest}
        {...(isIconOnly
          ? { tone: 'quiet', title: words, 'aria-label': about === undefined ? words : `${words}: ${about}` }
          : {})}
        onClick={() => void copy()}
      >
        {result === 'copied' ? (
          <Check size={15} aria-hidden />
        ) : result === 'failed' ? (
          <CircleAlert size={15} aria-hidden />
        ) : (
          <Copy size={15} aria-hidden />
        )}
        {!isIconOnly && <SteadyText text={words} others={WORDS.concat(label).filter((other) => other !== words)} />}
      </Button>
      <span className="visually-hidden" role="status">
        {result === 'copied' ? 'Copied. Rekey clears it after one minute, where the system allows that.' : ''}
      </span>
    </>
  );
}
