// Reads people out of pasted text: lists of mail programs, rows of a spreadsheet, one address a line. Every address that
// stands in the text is either a person or listed as left out, and so is every other word. Addresses come first: what
// stands around an address becomes its name and its phone number.
import { withoutUnseen } from '../contract/characters.ts';
import { isEmailAddress } from '../contract/email-address.ts';
import { type Chunk, toChunks } from './chunks.ts';
import { type Columns, readHeading } from './heading.ts';
import { type Name, readName } from './name.ts';
import { readPhoneCell, takePhone } from './phone.ts';

export interface PersonInText extends Name {
  readonly email: string;
  /** As it will be stored. Empty: none. */
  readonly phone: string;
}

export interface LeftOut {
  readonly text: string;
  readonly why: 'not_an_email' | 'no_email' | 'email_in_a_name' | 'heading' | 'not_used';
}

export interface PeopleInText {
  /** In the order of the text. Each address stands here once, however it is capitalized. */
  readonly people: readonly PersonInText[];
  readonly leftOut: readonly LeftOut[];
}

export function readPeople(text: string): PeopleInText {
  const reader = new Reader();
  let columns: Columns | undefined;
  for (const line of toLines(text)) {
    const chunks = toChunks(line);
    const heading = readHeading(chunks);
    if (heading !== undefined) {
      columns = heading;
      reader.leaveOut(chunks, 'heading');
    } else readLine(reader, chunks, columns);
  }
  return reader.result();
}

const BULLET = /^\s*(?:[-*•–·‣▪]|\d{1,3}[.)])\s+/u;

/** Without the characters that are not seen, which mail programs and web pages leave in what they copy. */
const toLines = (text: string): readonly string[] =>
  text.split(/[\n\r\v\f\u0085\u2028\u2029]/).map((line) =>
    line
      .split('\t')
      .map((cell) => withoutUnseen(cell).replace(/\s/g, ' ').replace(/＠/g, '@'))
      .join('\t')
      .replace(BULLET, ''),
  );

function readLine(reader: Reader, chunks: readonly Chunk[], columns: Columns | undefined): void {
  const addresses = chunks.reduce((sum, chunk) => sum + chunk.addresses.length, 0);
  if (addresses === 0) {
    reader.leaveOut(chunks, 'no_email');
    return;
  }
  // One address in a line, in no brackets: the whole line is one person, as in a row of a spreadsheet.
  if (addresses === 1 && !chunks.some(({ isBracketed }) => isBracketed)) {
    reader.addRow(chunks, columns);
    return;
  }
  let before: Chunk[] = [];
  for (const chunk of chunks) {
    if (chunk.addresses.length > 0) {
      before = reader.addChunk(chunk, before);
      continue;
    }
    if (chunk.endsAt === ';') reader.leaveOut([...before.splice(0), chunk], 'no_email');
    else before.push(chunk);
  }
  reader.leaveOut(before, 'no_email');
}

class Reader {
  readonly #people = new Map<string, PersonInText>();
  readonly #leftOut: LeftOut[] = [];

  result(): PeopleInText {
    return { people: [...this.#people.values()], leftOut: this.#leftOut };
  }

  leaveOut(chunks: readonly Chunk[], why: LeftOut['why']): void {
    const text = chunks
      .map((chunk) => chunk.source.trim())
      .filter((source) => source !== '')
      .join(', ');
    if (text !== '') this.#leftOut.push({ text, why });
  }

  /** A row: one address, and cells around it. */
  addRow(chunks: readonly Chunk[], columns: Columns | undefined): void {
    const cells = chunks.map(({ words }) => words.trim());
    const email = chunks.find(({ addresses }) => addresses.length > 0)?.addresses[0];
    if (email === undefined) return;
    if (columns?.count === chunks.length && isEmailAddress(email)) {
      const phone = readPhoneCell(cellAt(cells, columns.phone));
      const used = [columns.phone, columns.name, columns.firstName, columns.lastName];
      const name =
        columns.name === undefined
          ? { firstName: cellAt(cells, columns.firstName), lastName: cellAt(cells, columns.lastName) }
          : readName([cellAt(cells, columns.name)]).name;
      this.#add(email, { ...name, phone: phone.phone });
      this.#leaveOutWords([phone.rest, ...cells.filter((_, i) => !used.includes(i))]);
      return;
    }
    this.#addWith(email, cells);
  }

  /**
   * A part between commas or semicolons with one address or more.
   * @param before parts before it without an address. In "Vance, Ann <ann@firm.com>" that is "Vance".
   * @returns the parts that belong to nobody yet: none.
   */
  addChunk(chunk: Chunk, before: readonly Chunk[]): Chunk[] {
    const [only, ...others] = chunk.addresses;
    if (only === undefined) return [];
    if (others.length === 0) {
      // The family name of "Vance, Ann <ann@firm.com>". More parts than that belong to nobody.
      const family = chunk.isBracketed ? before.slice(-1) : [];
      this.leaveOut(before.slice(0, before.length - family.length), 'no_email');
      this.#addWith(only, family.length === 0 ? [chunk.words] : [`${family[0]?.words}, ${chunk.words}`]);
      return [];
    }
    this.leaveOut(before, 'no_email');
    for (const [index, email] of chunk.addresses.entries()) {
      // "bob@old.com" <bob@new.com>: the name is another address.
      if (chunk.quoted.includes(index) && chunk.isBracketed && !same(email, chunk.addresses.at(-1)))
        this.#leftOut.push({ text: email, why: 'email_in_a_name' });
      else this.#addWith(email, [chunk.wordsOf[index] ?? '']);
    }
    return [];
  }

  #addWith(email: string, cells: readonly string[]): void {
    let phone = '';
    const rest: string[] = [];
    for (const cell of cells) {
      const taken = phone === '' ? takePhone(cell) : { phone, rest: cell };
      phone = taken.phone;
      rest.push(taken.rest);
    }
    const { name, unused } = readName(rest);
    if (!isEmailAddress(email)) {
      this.#leftOut.push({
        text: [email, ...cells.map((cell) => cell.trim()).filter((cell) => cell !== '')].join(' '),
        why: 'not_an_email',
      });
      return;
    }
    this.#add(email, { ...name, phone });
    this.#leaveOutWords(unused);
  }

  /** The same address again fills in what the first one did not say. What it says otherwise is left out. */
  #add(email: string, said: Omit<PersonInText, 'email'>): void {
    const key = email.toLowerCase();
    const known = this.#people.get(key);
    if (known === undefined) {
      this.#people.set(key, { email, ...said });
      return;
    }
    const isNamed = nameOf(known) !== '';
    this.#people.set(key, { ...(isNamed ? known : { ...said, email: known.email }), phone: known.phone || said.phone });
    this.#leaveOutWords([
      isNamed && nameOf(said) !== nameOf(known) ? nameOf(said) : '',
      known.phone !== '' && said.phone !== known.phone ? said.phone : '',
    ]);
  }

  #leaveOutWords(cells: readonly string[]): void {
    for (const text of cells.map((cell) => unquote(cell.trim())))
      if (/[^\s"]/.test(text)) this.#leftOut.push({ text, why: 'not_used' });
  }
}

const nameOf = ({ firstName, lastName }: Name): string => `${firstName} ${lastName}`.trim();
const same = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();
const cellAt = (cells: readonly string[], index: number | undefined): string =>
  index === undefined ? '' : unquote((cells[index] ?? '').trim());
/** As a CSV file writes a cell: "Roe, Jr." */
const unquote = (cell: string): string => /^"(.*)"$/.exec(cell)?.[1]?.replaceAll('""', '"').trim() ?? cell;
