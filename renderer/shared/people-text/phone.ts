// Takes a phone number out of the words around an address. Whether it is a number that can be called is asked where it is
// stored.

/** At least five digits in a row of the characters that numbers are written with, and perhaps an extension. */
const PHONE = /(?:tel:\s*)?[+(]*\d[\d ()./\u2010-\u2015-]{3,38}\d(?:\s*(?:x|ext\.?|extension|#)\s*\d{1,6})?/iu;

export function takePhone(words: string): { readonly phone: string; readonly rest: string } {
  const found = PHONE.exec(words);
  if (found === null || found[0].replace(/\D/g, '').length < 5) return { phone: '', rest: words };
  return {
    phone: found[0].replace(/^tel:\s*/i, '').trim(),
    rest: `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`.trim(),
  };
}
