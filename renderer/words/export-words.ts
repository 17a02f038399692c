// How many rows an export writes, in words. A search or a filter may be forgotten by the time of the export.

export interface Exported {
  readonly one: string;
  readonly many: string;
  /** "the search and the filters" */
  readonly narrowedBy: string;
  readonly isNarrowed: boolean;
  /** Undefined until they are counted. */
  readonly counts: { readonly shown: number; readonly all: number } | undefined;
}

export function exportSentence({ one, many, narrowedBy, isNarrowed, counts }: Exported): string {
  if (counts === undefined)
    return isNarrowed ? `Exports the ${many} that ${narrowedBy} leave.` : `Exports all ${many}.`;
  const { shown, all } = counts;
  const words = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
  if (!isNarrowed)
    return all === 0 ? `There is no ${one}, so the file has the headings only.` : `Exports all ${words(all)}.`;
  return shown === 0
    ? `Of ${words(all)} ${narrowedBy} leave none, so the file has the headings only.`
    : `Exports the ${words(shown)} that ${narrowedBy} leave, of ${all.toLocaleString('en-GB')}.`;
}
