// Names in scripts that run from right to left, in English sentences.

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** Such a name keeps to itself: a date, a number or a code after it stands as it is written (Unicode UAX #9, FSI and PDI). */
export const isolated = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);
