// Merges a form with a version that somebody else saved: typed values stay, the rest follows the new version.

/**
 * @param base the values that the form started with.
 * @param typed the values in the form now.
 * @param theirs the saved values.
 */
export function mergeTyped<T extends object>(base: T, typed: T, theirs: T): T {
  const entries = Object.keys(theirs).map((name) => {
    const key = name as keyof T;
    return [key, typed[key] === base[key] ? theirs[key] : typed[key]];
  });
  return Object.fromEntries(entries) as T;
}

/** The keys whose values differ. */
export const changedKeys = <T extends object>(before: T, after: T): readonly (keyof T & string)[] =>
  (Object.keys(after) as (keyof T & string)[]).filter((key) => before[key] !== after[key]);
