// What the policy file of the firm's IT fixes on this computer. It is read when Rekey starts, so a window asks once.
import { create } from 'zustand';
import type { Policy } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';

/** Undefined until main has said it. */
export const usePolicy = create<{ readonly policy: Policy | undefined }>(() => ({ policy: undefined }));

export function readPolicy(): void {
  request('policy.get', {}).then(
    (policy) => usePolicy.setState({ policy }),
    () => undefined,
  );
}
