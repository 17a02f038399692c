// Sends one code. Main accepts a code once, so a refusal clears the field.
import { useState } from 'react';
import { type Action, useAction } from '../use-action.ts';

export interface CodeAction extends Pick<Action, 'isBusy' | 'failure'> {
  readonly code: string;
  readonly setCode: (code: string) => void;
  readonly submit: () => void;
}

export function useCodeAction(send: (code: string) => Promise<void>): CodeAction {
  const [code, setCode] = useState('');
  const { isBusy, failure, run } = useAction();
  const submit = () =>
    void run(() => send(code)).then((isDone) => {
      if (!isDone) setCode('');
    });
  return { code, setCode, isBusy, failure, submit };
}
