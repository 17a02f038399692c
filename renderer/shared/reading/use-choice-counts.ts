// How many rows each choice of a filter would leave. It is asked when the menu of the filter opens.
import { useCallback, useMemo, useState } from 'react';
import { useRequest } from './use-request.ts';

/**
 * @param choices of each filter.
 * @param count one number for each choice. It must be the same function as long as the question is the same.
 * @returns the props of a filter's menu.
 */
export function useChoiceCounts<Kind extends string>(
  choices: Readonly<Record<Kind, readonly string[]>>,
  count: (kind: Kind) => Promise<readonly number[]>,
) {
  const [open, setOpen] = useState<Kind>();
  const ask = useCallback(() => (open === undefined ? Promise.resolve([]) : count(open)), [open, count]);
  const { latest } = useRequest(open === undefined ? undefined : ask, 'directory.changed');
  const counts = useMemo(
    () =>
      open === undefined || latest?.length !== choices[open].length
        ? undefined
        : Object.fromEntries(choices[open].map((choice, at) => [choice, latest[at] ?? 0])),
    [open, latest, choices],
  );
  return (kind: Kind) => ({
    counts: open === kind ? counts : undefined,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? kind : undefined),
  });
}
