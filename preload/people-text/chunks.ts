// Cuts a line into the parts between its tabs, commas and semicolons, and each part into addresses and other words. A
// comma between two quotation marks or brackets does not cut.

export interface Chunk {
  readonly source: string;
  /** The separator that follows. Empty at the end of the line. */
  readonly endsAt: string;
  /** With their wrappers taken off. What has an @ and is no email stands here, too. */
  readonly addresses: readonly string[];
  /** Indexes of the addresses between quotation marks. */
  readonly quoted: readonly number[];
  /** The last address stands between angle brackets, as mail programs write it. */
  readonly isBracketed: boolean;
  /** What is no address. */
  readonly words: string;
  /** The same, by the address that it belongs to. */
  readonly wordsOf: readonly string[];
}

const SEPARATOR = /[\t,;，；、|]/;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“', '«': '»' };
/** What a word ends at. An apostrophe may be part of an address. */
const TOKEN = /[^\s,;<>()[\]{}"“”„«»‹›|，；、]+/gu;

/** Empty parts count: they are the empty cells of a row. */
export function toChunks(line: string): readonly Chunk[] {
  // A row of a spreadsheet is cut at its tabs only: "Vance, Ann" is one cell.
  const separator = line.includes('\t') ? /\t/ : SEPARATOR;
  const chunks: Chunk[] = [];
  let start = 0;
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    const closing = QUOTES[character];
    if (closing !== undefined) {
      const end = line.indexOf(closing, i + 1);
      if (end !== -1) i = end;
    } else if (character === '(') {
      const remark = /^\([^()@]*\)/.exec(line.slice(i))?.[0];
      if (remark !== undefined) i += remark.length - 1;
    } else if (separator.test(character)) {
      chunks.push(toChunk(line.slice(start, i), character));
      start = i + 1;
    }
  }
  const rest = line.slice(start);
  if (rest.trim() !== '' || chunks.length > 0) chunks.push(toChunk(rest, ''));
  return chunks;
}

/**
 * The address in a cell that holds one, with or without the name of its person. Of several parts only one between angle
 * brackets counts: what a part of the others is, nobody knows. Otherwise the cell as it is.
 */
export function addressIn(cell: string): string {
  const chunks = toChunks(cell.replace(/＠/g, '@')).filter(({ source }) => source.trim() !== '');
  const [only, ...others] = chunks.filter(({ addresses }) => addresses.length > 0);
  const [address, ...more] = only?.addresses ?? [];
  const isClear = chunks.length === 1 || only?.isBracketed === true;
  return address === undefined || others.length + more.length > 0 || !isClear ? cell : address;
}

function toChunk(source: string, endsAt: string): Chunk {
  const addresses: string[] = [];
  const quoted: number[] = [];
  /** What stands before the first address, between two, and after the last one. */
  const between: string[] = [];
  let isBracketed = false;
  let start = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [token] = match;
    if (!token.includes('@')) continue;
    const beforeIt = source.charAt(match.index - 1);
    if (beforeIt in QUOTES || /^['‘’]/.test(token)) quoted.push(addresses.length);
    isBracketed = beforeIt === '<';
    addresses.push(unwrap(token));
    between.push(source.slice(start, match.index));
    start = match.index + token.length;
  }
  // "Ann Vance <ann@firm.com> wrote:": what follows the brackets is said apart from the name before them.
  const isApart = isBracketed && addresses.length === 1 && /\p{L}/u.test(between[0] ?? '');
  const last = `${isApart ? ' | ' : ''}${source.slice(start)}`;
  // Words stand before their addresses, or after them when an address comes first.
  const isAfter = addresses.length > 1 && !/[\p{L}\p{N}]/u.test(between[0] ?? '');
  return {
    source,
    endsAt,
    addresses,
    quoted,
    isBracketed,
    words: [...between, last].join(' '),
    wordsOf: isAfter
      ? [...between.slice(1), last]
      : between.map((words, i) => (i === addresses.length - 1 ? `${words} ${last}` : words)),
  };
}

/** "mailto:ann@firm.com?subject=x", "'ann@firm.com'" and "ann@firm.com." are ann@firm.com. */
const unwrap = (token: string): string =>
  token
    .replace(/^[\s'‘’*`]+|[\s'‘’*`.:!?…]+$/g, '')
    .replace(/^(?:mailto|smtp|e-?mail):/i, '')
    .replace(/\?.*$/, '')
    .replace(/’/g, "'")
    .replace(/^['*`]+|['*`.:!…]+$/g, '')
    // Full-width letters and ligatures are the plain ones.
    .normalize('NFKC');
