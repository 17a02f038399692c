// The clients of a person in one cell: names with semicolons or line breaks between them. Two phrases stand for access that
// has no names. A name that could be taken for something else stands in quotation marks.

export interface ClientsInCell {
  readonly isAll: boolean;
  readonly joinsNewClients: boolean;
  readonly names: readonly string[];
}

const ALL = 'All clients';
const NEW = 'New clients';
const PHRASES = { isAll: ['all clients', 'all'], joinsNewClients: ['new clients'] } as const;

const isPhrase = (text: string, phrases: readonly string[]): boolean => phrases.includes(text.toLowerCase());
const needsQuotes = (name: string): boolean =>
  /[;"\r\n]/.test(name) || isPhrase(name, [...PHRASES.isAll, ...PHRASES.joinsNewClients]);

export const writeClients = ({ isAll, joinsNewClients, names }: ClientsInCell): string =>
  [
    ...(isAll ? [ALL] : []),
    ...names.map((name) => (needsQuotes(name) ? `"${name.replaceAll('"', '""')}"` : name)),
    ...(joinsNewClients ? [NEW] : []),
  ].join('; ');

/** A name in quotation marks, or whatever stands before the next semicolon or line break. */
const PART = /\s*(?:"((?:[^"]|"")*)"\s*(?=[;\r\n]|$)|([^;\r\n]*))(?:[;\r\n]|$)/gy;

export function readClients(cell: string): ClientsInCell {
  const names: string[] = [];
  let isAll = false;
  let joinsNewClients = false;
  for (const [whole, quoted, bare = ''] of cell.matchAll(PART)) {
    if (whole === '') break;
    const name = bare.trim();
    if (quoted !== undefined) names.push(quoted.replaceAll('""', '"').trim());
    else if (isPhrase(name, PHRASES.isAll)) isAll = true;
    else if (isPhrase(name, PHRASES.joinsNewClients)) joinsNewClients = true;
    else names.push(name);
  }
  return { isAll, joinsNewClients, names: names.filter((name) => name !== '') };
}
