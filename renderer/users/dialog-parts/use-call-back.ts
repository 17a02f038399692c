// The facts of a dialog in which somebody may call back. They stay as they were first read, so that a change by somebody
// else is a conflict and not overlooked. Only other numbers to call are taken over at once: the answer "I called back" is
// about the numbers before, and goes.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallBack } from '../../../preload/contract/index.ts';
import type { ActionFacts, ActionForm } from '../../shared/dialogs/use-action-form.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import type { IdentityAnswers } from './identity-questions.tsx';

/** The number on file before and after it changed under the open dialog. */
export interface NumberMove {
  readonly was: string;
  readonly now: string;
}

interface CallFacts {
  readonly callBack: CallBack | null;
}

export interface CallBackReading<Facts> extends ActionFacts<Facts> {
  readonly move: NumberMove | undefined;
}

/** @param read must be the same function as long as the user is the same. */
export function useCallBack<Facts extends CallFacts>(read: () => Promise<Facts>): CallBackReading<Facts> {
  const { value: newest, failure, reload } = useRequest(read, 'directory.changed');
  const [shown, setShown] = useState<Facts>();
  const [move, setMove] = useState<NumberMove>();
  /** A refusal has asked for the newest facts. */
  const isAsked = useRef(false);
  useEffect(() => {
    if (newest === undefined || newest === shown) return;
    const isMoved = shown !== undefined && newest.callBack?.key !== shown.callBack?.key;
    if (isMoved) setMove({ was: shown.callBack?.phone ?? '', now: newest.callBack?.phone ?? '' });
    if (shown === undefined || isMoved || isAsked.current) {
      isAsked.current = false;
      setShown(newest);
    }
  }, [newest, shown]);
  const readAgain = useCallback(() => {
    isAsked.current = true;
    return reload();
  }, [reload]);
  return { value: shown, failure, reload: readAgain, move };
}

/** Takes back "I called back" when the numbers have changed. */
export function useFreshAnswer(
  move: NumberMove | undefined,
  form: Pick<ActionForm<unknown, IdentityAnswers, unknown>, 'answers' | 'set'>,
): void {
  const seen = useRef(move);
  useEffect(() => {
    if (seen.current === move) return;
    seen.current = move;
    if (form.answers.identityCheck === 'call_back') form.set({ identityCheck: '' });
  });
}
