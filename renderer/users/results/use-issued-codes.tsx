// The result of an action that issues codes. Each code is shown once. The dialog asks before it closes as long as one
// of them was not copied, saved or ticked.
import { type ReactNode, useState } from 'react';
import type { DialogResult } from '../../shared/dialogs/dialog-with-result.tsx';
import { CODE_WORDS, type LetterCode, type LetterKind } from '../../words/letter-words.ts';
import { plural } from '../../words/user-words.ts';
import { ManyCodes } from './many-codes.tsx';
import { OneCode } from './one-code.tsx';

/**
 * @param codes empty until they are issued, and where no code is needed.
 * @returns a function that adds the codes below the words about them.
 */
export function useIssuedCodes(
  kind: LetterKind,
  codes: readonly LetterCode[],
): (words: ReactNode) => DialogResult & { readonly isWide: boolean } {
  const [passedOn, setPassedOn] = useState<ReadonlySet<string>>(new Set());
  const mark = (emails: readonly string[], isPassedOn: boolean) =>
    setPassedOn((now) => {
      const next = new Set(now);
      for (const email of emails) {
        if (isPassedOn) next.add(email);
        else next.delete(email);
      }
      return next;
    });
  const left = codes.filter(({ email }) => !passedOn.has(email)).length;
  const only = codes.length === 1 ? codes[0] : undefined;
  return (words) => ({
    isWide: codes.length > 1,
    question: left === 0 ? undefined : lossSentence(kind, left, codes.length),
    words,
    children: (
      <>
        {only !== undefined && (
          <OneCode
            kind={kind}
            issued={only}
            isPassedOn={left === 0}
            onPassedOn={(isPassedOn) => mark([only.email], isPassedOn)}
          />
        )}
        {codes.length > 1 && <ManyCodes kind={kind} issued={codes} passedOn={passedOn} onPassedOn={mark} />}
      </>
    ),
  });
}

function lossSentence(kind: LetterKind, left: number, total: number): string {
  const label = CODE_WORDS[kind].toLowerCase();
  return total === 1
    ? `The ${label} was not passed on. It cannot be shown again.`
    : `${plural(left, `${label} was`, `${label}s were`)} not passed on. They cannot be shown again.`;
}
