// Names that are written from right to left, in sentences that are written from left to right.

/** Hebrew, Arabic and the other scripts of Unicode's right-to-left blocks. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Keeps the words and signs around such a name in their places (FSI and PDI of Unicode's bidirectional algorithm). In
 * JSX, `<bdi>` and `dir="auto"` do the same.
 */
export const isolate = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
