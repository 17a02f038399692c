/**
 * One text for one passphrase, on every keyboard and from every note: a space that was pasted along, two spaces, or a space
 * that does not break are nothing that a person sees on paper.
 */
export const normalPassphrase = (typed: string): string => typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
