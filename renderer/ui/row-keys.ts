// Which drawn row shows which row of the list. A row that stays drawn keeps its element, and with it the focus; one that goes
// leaves its element to one that comes, because filling an element anew takes a third of the time of making one.

/**
 * @param before what is drawn now: index in the list to the key of its element.
 * @param indices what is to be drawn, each once.
 * @returns the same for those, every key once.
 */
export function assignRowKeys(before: ReadonlyMap<number, number>, indices: readonly number[]): ReadonlyMap<number, number> {
  const kept = new Set(indices.flatMap((index) => before.get(index) ?? []));
  let next = 0;
  const take = (): number => {
    while (kept.has(next)) next++;
    return next++;
  };
  // In their order as far as possible: whatever moves in the page is laid out anew.
  return new Map(indices.map((index) => [index, before.get(index) ?? take()]));
}
