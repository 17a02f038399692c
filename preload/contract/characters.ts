// Which characters a text that somebody typed may have. A character that cannot be seen makes one name look like another,
// turns a line around, or breaks it. Every text field uses this rule.

/** Letters before and after a joiner in the scripts whose spelling needs one. */
const JOINING =
  '[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}' +
  '\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}]';
/**
 * Controls, formats, line and paragraph separators, halves of a pair, private and unassigned code points, everything
 * that Unicode lets a font leave out, and the Braille blank. Two joiners stay between letters of a script that joins.
 */
const UNSEEN = new RegExp(
  `(?!(?<=${JOINING})[\\u200C\\u200D](?=(?=\\p{L})${JOINING}))` +
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]',
  'u',
);
const ALL_UNSEEN = new RegExp(UNSEEN.source, 'gu');
/** They choose between shapes of the character before them. Without them the character is the same. */
const VARIATION_SELECTORS = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

/** Signs above and below a letter. No script needs so many, and more of them are drawn over the lines around. */
const STACKED = /(\p{M}{8})\p{M}+/gu;

export const hasUnseen = (text: string): boolean => UNSEEN.test(text);
export const withoutUnseen = (text: string): string => text.replace(VARIATION_SELECTORS, '').replace(ALL_UNSEEN, '');

/** One line, as it is stored: every space is a plain one, and one character has one spelling. */
export const toLine = (text: string): string =>
  text
    .replace(VARIATION_SELECTORS, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
    .normalize('NFC')
    .replace(STACKED, '$1');

/** Several lines, as they are stored. What cannot be seen is left out: the text was often copied from elsewhere. */
export const toLines = (text: string): string =>
  text
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u)
    .map((line) => withoutUnseen(line.replaceAll('\t', ' ')).trimEnd())
    .join('\n')
    .trim()
    .normalize('NFC')
    .replace(STACKED, '$1');
