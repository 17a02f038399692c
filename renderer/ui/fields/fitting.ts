// Filters the rows of an older search by the text that is typed now, until the newer search is answered. Without this,
// a quick Enter takes a row that no longer matches.
export const fitting = <Row extends { readonly name: string }>(rows: readonly Row[], typed: string): readonly Row[] =>
  rows.filter((row) => row.name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase()));
