// What happens to a typed code after a refusal. It stays unless main has used it up, so nobody waits half a minute for
// another code because of a mistake in another field.
import { type RefObject, useEffect } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { request, toFailure } from '../../bridge.ts';

/** @returns the text that stays in the field. @param error what the request with the code was refused with. */
export async function keepUnusedCode(code: string, error: unknown): Promise<string> {
  if (code === '') return '';
  switch (toFailure(error).code) {
    case 'code_already_used':
    case 'old_entry':
    case 'phone_clock_off':
    case 'temporary_code_used':
      return '';
    case 'bad_input':
    case 'wrong_code':
      return code;
    default:
      // Main checks the code before it acts. If it needs none now, it has accepted this one.
      return request('account.getPresence', {}).then(
        ({ needsCode }) => (needsCode ? code : ''),
        () => code,
      );
  }
}

/** Refusals that another code answers. */
const ASKS_FOR_CODE: ReadonlySet<Failure['code']> = new Set([
  'wrong_code',
  'old_entry',
  'code_already_used',
  'phone_clock_off',
  'fresh_code_needed',
  'wrong_recovery_code',
  'wrong_temporary_code',
  'temporary_code_used',
]);

/** After a refusal that is about the code, the field has the focus, and what is typed next replaces the code. */
export function useRefusedCode(input: RefObject<HTMLInputElement | null>, failure: Failure | undefined): void {
  useEffect(() => {
    if (failure === undefined || !ASKS_FOR_CODE.has(failure.code)) return;
    input.current?.focus();
    input.current?.select();
  }, [input, failure]);
}
