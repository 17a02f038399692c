// How a search finds a name however it is typed: letters without their accents, words in any order. What is kept and
// what is typed pass the same functions, in the index and in SQL.

/** Letters that Unicode does not decompose. Each is written with these letters where it is not on the keyboard. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
  ĸ: 'k',
  // The forms of one letter: at the end of a Greek word, and on Arabic and Persian keyboards.
  ς: 'σ',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const FOLDABLE = /[ßæœøłđðþħıŋŧĸςٱىیکة]/g;
/** The marks of Latin, Greek and Cyrillic letters. Those of other scripts are vowels and change the word. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu;
/** Vowels that Hebrew and Arabic leave out as a rule, and the stroke that makes an Arabic word longer. */
const LEFT_OUT = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]/g;
const APOSTROPHES = /['’‘‛ʼʻʹ′`´＇]/gu;
/** Dashes, slashes, dots, commas and quotation marks: between words, as spaces are. */
const BETWEEN_WORDS = /[\s\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}_.,;:/\\"]+/gu;
const IS_PLAIN = /^[a-z0-9 ]*$/;

/**
 * A name in the form in which it is kept for searching and for its order: "Émile Łukasz-O’Brien" is
 * "emile lukasz obrien".
 */
export function toSearchText(...parts: readonly string[]): string {
  const lower = parts.join(' ').normalize('NFC').toLowerCase();
  const folded = IS_PLAIN.test(lower)
    ? lower
    : lower
        .replace(APOSTROPHES, '')
        .normalize('NFKD')
        .replace(ACCENTS, '')
        .replace(LEFT_OUT, '')
        .normalize('NFC')
        .toLowerCase()
        .replace(FOLDABLE, (letter) => FOLDED[letter] ?? letter)
        .replace(APOSTROPHES, '');
  return folded.replace(BETWEEN_WORDS, ' ').trim();
}

/** One email is one account, in any case and any Unicode composition. */
export const toEmailKey = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/** One typed word. A name holds all of `inName`, or an email holds `inEmail`. */
export interface SearchWord {
  readonly inName: readonly string[];
  readonly inEmail: string;
}

const WHOLE_EMAIL = /[^\s<>()[\]",;:]+@[^\s<>()[\]",;:]+\.[^\s<>()[\]",;:]+/u;

/**
 * The words of a search, all of which must be found. A whole email in it is all that is searched for: "Ada Boss
 * <ada@quill.example>" finds Ada before she has given her name. Punctuation counts only where there is nothing else.
 */
export function toSearchWords(search: string): readonly SearchWord[] {
  const lower = search.normalize('NFC').trim().toLowerCase();
  if (lower === '') return [];
  const words = WHOLE_EMAIL.exec(lower)?.slice(0, 1) ?? lower.split(/[\s<>()[\]",;]+/u);
  const found = words.flatMap((word) => {
    const folded = toSearchText(word);
    return folded === '' ? [] : [{ inName: folded.split(' '), inEmail: toEmailKey(word) }];
  });
  return found.length > 0 ? found : [{ inName: [lower], inEmail: lower }];
}

/** Whether the text, a result of `toSearchText`, holds all words. */
export const holdsWords = (text: string, words: readonly SearchWord[]): boolean =>
  words.every(({ inName }) => inName.every((part) => text.includes(part)));
