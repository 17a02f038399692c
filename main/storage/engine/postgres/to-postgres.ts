// Statements are written in SQL that both engines take. Three marks are SQLite's own: parameters by name (`:id`) or in
// order (`?`), and INDEXED BY. PostgreSQL numbers its parameters and chooses its indexes itself.

export interface PostgresStatement {
  readonly text: string;
  /** Which parameter each number stands for: its name, or its place in the list. */
  readonly params: readonly (string | number)[];
}

// What must stay as it is comes first: texts, quoted names, comments and casts.
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|::|:(?<name>[A-Za-z]\w*)|(?<place>\?)|\bINDEXED BY \w+/g;

export function toPostgres(sql: string): PostgresStatement {
  const params: (string | number)[] = [];
  let places = 0;
  const numberOf = (param: string | number): string => {
    const at = params.indexOf(param);
    return `$${at === -1 ? params.push(param) : at + 1}`;
  };
  const text = sql.replaceAll(TOKENS, (token: string, ...rest: unknown[]) => {
    const { name, place } = rest.at(-1) as { readonly name?: string; readonly place?: string };
    if (name !== undefined) return numberOf(name);
    if (place !== undefined) {
      places += 1;
      return numberOf(places - 1);
    }
    return token.startsWith('INDEXED BY') ? '' : token;
  });
  return { text, params };
}
