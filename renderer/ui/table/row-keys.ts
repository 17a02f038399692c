// Assigns table elements to rows of the list. A row that stays in view keeps its element, and with it the focus. A row
// that leaves hands its element to a new row, because filling an element takes a third of the time of making one.

/**
 * @param before the drawn rows: index in the list to the key of the element.
 * @param indices the rows to draw, ascending.
 * @returns the same map for those rows, every key once.
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
  // A new row above a row that stays gets a new element. To reuse an element from below, React would move all the
  // elements that stay, and each would be laid out again.
  const lastKept = indices.findLastIndex((index) => before.has(index));
  return new Map(
    indices.map((index, i) => [index, before.get(index) ?? (i > lastKept ? free.pop() : undefined) ?? make()]),
  );
}
