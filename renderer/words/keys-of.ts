// The keys of a table of words with their type. `Object.keys` alone gives `string`.
export const keysOf = <Key extends string>(words: Readonly<Record<Key, unknown>>): readonly Key[] =>
  Object.keys(words) as Key[];
