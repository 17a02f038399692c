// Which element of the table shows which row of the list. A row that stays drawn keeps its element, and with it the focus; one that
// goes leaves its element to one that comes, because filling an element anew takes a third of the time of making one.

/**
 * @param before what is drawn now: index in the list to the key of its element.
 * @param indices what is to be drawn, ascending.
 * @returns the same for those, every key once.
 */
export function assignRowKeys(
  before: ReadonlyMap<number, number>,
  indices: readonly number[],
): ReadonlyMap<number, number> {
  const wanted = new Set(indices);
  const free = [...before].filter(([index]) => !wanted.has(index)).map(([, key]) => key);
  free.sort((a, b) => b - a);
  const used = new Set(before.values());
  let next = 0;
  const make = (): number => {
    while (used.has(next)) next++;
    return next++;
  };
  // What comes before a row that stays gets an element of its own: one that was behind would have to be moved there, and React
  // would move all that stay behind it instead, each of them laid out anew.
  const lastKept = indices.findLastIndex((index) => before.has(index));
  return new Map(
    indices.map((index, i) => [index, before.get(index) ?? (i > lastKept ? free.pop() : undefined) ?? make()]),
  );
}
