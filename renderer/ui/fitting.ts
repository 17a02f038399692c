// Answers to an older search, while the newer one is on its way: only those that fit what is typed now. So a quick Enter never
// takes what the person has typed past.
export const fitting = <Row extends { readonly name: string }>(rows: readonly Row[], typed: string): readonly Row[] =>
  rows.filter((row) => row.name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase()));
