// Restoring from a backup, step by step: a file is chosen, its passphrase opens it, and what is in it is shown. Then it takes
// the place of the firm.
import { useState } from 'react';
import type { AppState, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { useAppStore } from '../../state.ts';
import { keepUnusedCode } from '../secrets/code-after-refusal.ts';
import { type Action, useAction } from '../use-action.ts';

export interface Restore extends Pick<Action, 'isBusy' | 'failure'> {
  /** Undefined until a file is chosen. */
  readonly fileName: string | undefined;
  readonly passphrase: string;
  readonly setPassphrase: (passphrase: string) => void;
  /** Undefined until it is opened. */
  readonly facts: OutputOf<'backups.open'> | undefined;
  readonly code: string;
  readonly setCode: (code: string) => void;
  /** The code of the recovery kit, where the second step asks for it. */
  readonly kit: string;
  readonly setKit: (kit: string) => void;
  /** Asks for the file. */
  choose(): void;
  /** Opens the file; then, with what is in it on the screen, restores it. */
  goOn(): void;
  leave(): void;
}

/** @param restore the last step. */
export function useRestore(restore: (code: string, kit: string) => Promise<AppState>): Restore {
  const setApp = useAppStore((state) => state.setApp);
  const [fileName, setFileName] = useState<string>();
  const [passphrase, setPassphrase] = useState('');
  const [facts, setFacts] = useState<OutputOf<'backups.open'>>();
  const [code, setCode] = useState('');
  const [kit, setKit] = useState('');
  const { isBusy, failure, run, clear } = useAction();
  const forget = () => {
    setFileName(undefined);
    setPassphrase('');
    setFacts(undefined);
    setCode('');
    setKit('');
    clear();
  };
  return {
    isBusy,
    failure,
    fileName,
    passphrase,
    setPassphrase,
    facts,
    code,
    setCode,
    kit,
    setKit,
    choose: () =>
      void run(async () => {
        const chosen = await request('backups.choose', {});
        if (chosen.fileName !== null) setFileName(chosen.fileName);
      }),
    goOn: () =>
      void run(async () => {
        if (facts === undefined) {
          setFacts(await request('backups.open', { passphrase }));
          return;
        }
        try {
          setApp(await restore(code, kit));
        } catch (error) {
          setCode(await keepUnusedCode(code, error));
          throw error;
        }
      }),
    leave() {
      if (isBusy) return;
      // What it has decrypted is removed.
      void request('backups.leave', {}).catch(() => undefined);
      forget();
    },
  };
}
