// Sends one code.
import { useState } from 'react';
import { type Action, useAction } from '../use-action.ts';
import { keepUnusedCode } from './code-after-refusal.ts';

export interface CodeAction extends Pick<Action, 'isBusy' | 'failure'> {
  readonly code: string;
  readonly setCode: (code: string) => void;
  readonly submit: () => void;
}

export function useCodeAction(send: (code: string) => Promise<void>): CodeAction {
  const [code, setCode] = useState('');
  const { isBusy, failure, run } = useAction();
  const submit = () =>
    void run(async () => {
      try {
        await send(code);
      } catch (error) {
        setCode(await keepUnusedCode(code, error));
        throw error;
      }
    });
  return { code, setCode, isBusy, failure, submit };
}
