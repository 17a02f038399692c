// Reads a first and a last name out of the words around an address.

export interface Name {
  /** Either may be empty: some people have one name. */
  readonly firstName: string;
  readonly lastName: string;
}

const NO_NAME: Name = { firstName: '', lastName: '' };

/**
 * @param cells one cell with a whole name, or two with the first and the last name.
 * @returns the cells that are no part of the name, too: a third one, and those without a letter.
 */
export function readName(cells: readonly string[]): { readonly name: Name; readonly unused: readonly string[] } {
  const read = cells.map(splitRemarks);
  const tidy = read.flatMap(({ words }) => words ?? []);
  const [first, second, ...others] = tidy.filter(isNameLike);
  const unused = [...tidy.filter((cell) => !isNameLike(cell)), ...others, ...read.flatMap(({ remarks }) => remarks)];
  if (first === undefined) return { name: NO_NAME, unused };
  // One cell holds the whole name: the second one is something else, such as a department.
  if (second === undefined) return { name: readWhole(first), unused };
  if (isWhole(first)) return { name: readWhole(first), unused: [second, ...unused] };
  return { name: { firstName: first, lastName: second }, unused };
}

const isNameLike = (cell: string): boolean => /\p{L}/u.test(cell) && !/[\d@:/\\]/.test(cell);
const isWhole = (cell: string): boolean => /[,\s]/.test(cell);

const tidyCell = (cell: string): string =>
  cell
    .replace(/["“”„«»()[\]<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,'’‘]+|[\s,'’‘]+$/g, '');

/** "Vance, Ann (London)" and "Ann Vance - Acme" name a place or a firm, too. Words in brackets alone are the name. */
function splitRemarks(cell: string): { readonly words: string | undefined; readonly remarks: readonly string[] } {
  const bracketed: string[] = [];
  const bare = cell.replace(/\(([^()]*)\)|\[([^[\]]*)\]/g, (_, round?: string, square?: string) => {
    bracketed.push(round ?? square ?? '');
    return ' ';
  });
  const parts = bare.split(/(?:^|\s)[-–—|]+(?=\s|$)/);
  const [words, ...remarks] = [...parts, ...bracketed].map(tidyCell).filter((part) => part !== '');
  return { words, remarks };
}

function readWhole(whole: string): Name {
  const comma = whole.indexOf(',');
  // "Vance, Ann"
  if (comma !== -1) return { firstName: whole.slice(comma + 1).trim(), lastName: whole.slice(0, comma).trim() };
  const words = whole.split(' ');
  if (words.length === 1) return { firstName: whole, lastName: '' };
  // The last name begins with its particle: "Ludwig van Beethoven".
  const particle = words.findIndex((word, i) => i > 0 && i < words.length - 1 && /^\p{Ll}+$/u.test(word));
  const last = particle === -1 ? words.length - 1 : particle;
  return { firstName: words.slice(0, last).join(' '), lastName: words.slice(last).join(' ') };
}
