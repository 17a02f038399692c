// The codes of an act on many people, which wait in main until they are saved as a file, passed on as letters, or given up.
import { useState } from 'react';
import type { SavedFile } from '../../../preload/contract/fields.ts';
import { request } from '../../bridge.ts';
import { keepUnusedCode } from '../../shared/secrets/code-after-refusal.ts';
import { type Action, useAction } from '../../shared/use-action.ts';

export interface HeldCodes {
  /** The file with all of them. Null: there is none. */
  readonly file: SavedFile | null;
  /** How many are neither saved nor passed on. */
  readonly left: number;
  readonly saving: Pick<Action, 'isBusy' | 'failure'>;
  /** @returns what stays of the administrator's code. */
  save(code: string): Promise<string>;
  /** The emails of the people whose letters are passed on. */
  readonly passedOn: ReadonlySet<string>;
  markPassedOn(emails: readonly string[], isPassedOn: boolean): void;
  /** The dialog closes. */
  release(): void;
}

/** @param codes how many there are; 0 before the act. */
export function useHeldCodes(bulkId: string | undefined, codes: number): HeldCodes {
  const [file, setFile] = useState<SavedFile | null>(null);
  const [passedOn, setPassedOn] = useState<ReadonlySet<string>>(new Set());
  const saving = useAction();
  const left = file !== null ? 0 : codes - passedOn.size;
  return {
    file,
    left,
    saving,
    passedOn,
    markPassedOn: (emails, isPassedOn) =>
      setPassedOn(
        (now) => new Set(isPassedOn ? [...now, ...emails] : [...now].filter((email) => !emails.includes(email))),
      ),
    async save(code) {
      let rest = '';
      await saving.run(async () => {
        if (bulkId === undefined) return;
        try {
          setFile((await request('bulk.saveCodes', { bulkId, code })).file);
        } catch (error) {
          rest = await keepUnusedCode(code, error);
          throw error;
        }
      });
      return rest;
    },
    release() {
      // All letters are passed on, so main need not keep the codes. If this fails, main offers them again.
      if (bulkId !== undefined && passedOn.size > 0 && left === 0 && file === null)
        void request('bulk.discardCodes', { bulkId }).catch(() => undefined);
    },
  };
}
