// A form meets a version that somebody else has saved meanwhile: what was typed here is kept, the rest follows the new version.

/**
 * @param base what the form began with.
 * @param typed what stands in it now.
 * @param theirs what has been saved meanwhile.
 */
export function mergeTyped<T extends object>(base: T, typed: T, theirs: T): T {
  const entries = Object.keys(theirs).map((name) => {
    const key = name as keyof T;
    return [key, typed[key] === base[key] ? theirs[key] : typed[key]];
  });
  return Object.fromEntries(entries) as T;
}

/** The keys in which two versions differ. */
export const changedKeys = <T extends object>(before: T, after: T): readonly (keyof T & string)[] =>
  (Object.keys(after) as (keyof T & string)[]).filter((key) => before[key] !== after[key]);
