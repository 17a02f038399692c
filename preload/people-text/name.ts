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

/** Words that stand between addresses, in a sentence or beside a number, and are nobody's name. */
const NO_NAMES =
  /^(?:(?:and|or)(?: also)?|also|und|oder|et|ou|tel|phone|telephone|mobile|mob|cell|fax|e-?mail|mail|please(?: \p{Ll}.*)?|thanks.*|thank you.*)\.?$/iu;
const isNameLike = (cell: string): boolean => /\p{L}/u.test(cell) && !/[\d@:/\\!?]/.test(cell) && !NO_NAMES.test(cell);
const isWhole = (cell: string): boolean => /[,\s]/.test(cell);

const tidyCell = (cell: string): string =>
  cell
    .replace(/["“”„«»()[\]<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,'’‘]+|(?:[\s,'’‘]|(?<=\p{L}\p{L}):)+$/gu, '');

/** "To: Ann Vance", as mail programs copy a message. */
const LABEL = /^\s*(?:to|cc|bcc|from|reply-to|name|contact|attn)\s*:(?=\s|$)/i;
const SUFFIXES = /^(?:[\s,]+(?:[A-Z]{2,5}|[A-Z](?:\.[A-Z])+\.?|Ph\.?D\.?|[JS]r\.?|Esq\.?))+$/;

/** "Finance Director": what somebody is, and no first name. */
const POSITION =
  /\b(?:accountant|accounts|administrator|assistant|associate|auditor|bookkeeper|clerk|consultant|controller|director|finance|founder|head of|manager|officer|owner|partner|payroll|president|secretary|tax|treasurer|trainee|trustee)\b/i;

/** "Ann Vance, FCA", "Tom Reed, Jr." and "Ann Vance, Finance Director": after a whole name not in capitals, no first name. */
function cutSuffix(whole: string): readonly [name: string, suffix: string] {
  const comma = whole.indexOf(',');
  const before = whole.slice(0, comma);
  const isName = comma !== -1 && /\S\s+\S/.test(before) && /\p{Ll}/u.test(before);
  const after = whole.slice(comma);
  return isName && (SUFFIXES.test(after) || POSITION.test(after)) ? [before, after] : [whole, ''];
}

/**
 * "Vance, Ann (London)", "Ann Vance - Acme", "'Ann Vance' via Accounts" and "To: Ann Vance, FCA" say other things, too. Words
 * in brackets alone are the name.
 */
function splitRemarks(cell: string): { readonly words: string | undefined; readonly remarks: readonly string[] } {
  const bracketed: string[] = [];
  const bare = cell.replace(/\(([^()]*)\)|\[([^[\]]*)\]/g, (_, round?: string, square?: string) => {
    bracketed.push(round ?? square ?? '');
    return ' ';
  });
  const label = LABEL.exec(bare)?.[0] ?? '';
  const parts = bare.slice(label.length).split(/(?:^|\s)(?:[-–—|/]+|via)(?=\s|$)/);
  const [whole, ...remarks] = [...parts, ...bracketed].map(tidyCell).filter((part) => part !== '');
  const [words, suffix] = whole === undefined ? [undefined, ''] : cutSuffix(whole);
  return { words, remarks: [label, suffix, ...remarks].map(tidyCell).filter((part) => part !== '') };
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
