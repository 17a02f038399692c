// The lists of which main has left out rows that cannot be shown: the newest answer of each, as long as it says so.
import { create } from 'zustand';
import type { LeftOut, RequestName } from '../preload/contract/index.ts';

interface Lists {
  readonly lists: readonly { readonly name: RequestName; readonly leftOut: LeftOut }[];
}
export const useLeftOut = create<Lists>(() => ({ lists: [] }));

/** @param input of the request. A later page without such rows says nothing about the pages before it. */
export function noteLeftOut(name: RequestName, input: unknown, leftOut: LeftOut | undefined): void {
  const { lists } = useLeftOut.getState();
  const others = lists.filter((list) => list.name !== name);
  if (leftOut === undefined && (others.length === lists.length || isLaterPage(input))) return;
  useLeftOut.setState({ lists: leftOut === undefined ? others : [...others, { name, leftOut }] });
}

export const forgetLeftOut = (): void => useLeftOut.setState({ lists: [] });

function isLaterPage(input: unknown): boolean {
  const { offset, before } = input as { readonly offset?: number; readonly before?: number | null };
  return (offset ?? 0) > 0 || (before ?? null) !== null;
}
