// The field for a fresh code of the signed-in person. Where the app may still show a code that is used up, it says how long.
import { CodeField, type CodeFieldProps } from './code-field.tsx';
import { useNextCode } from './use-next-code.ts';
import { usePresence } from './use-presence.ts';

export function FreshCodeField(props: CodeFieldProps) {
  const { value } = usePresence();
  const next = useNextCode(value?.waitMs ?? 0, props.failure);
  return <CodeField {...props} hint={next ?? props.hint} />;
}
