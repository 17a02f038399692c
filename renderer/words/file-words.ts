// A name as part of the name of a file.

const MOST = 40;

/** "Müller & Söhne" is "muller-sohne". Empty where no letter of the alphabet is left. */
export const fileWords = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MOST)
    .replace(/^-|-$/g, '');
