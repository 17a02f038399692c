// Emails out of what people paste: one per line, or separated by commas, semicolons or spaces; "Name <name@firm.com>" too. What
// is not an email stays in the list, so that main says so beside it and nothing is dropped in silence.

const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');

export const parseEmails = (text: string): readonly string[] => [...entries(text)];

function* entries(text: string): Generator<string> {
  for (const line of text.split(/[\n;]/)) {
    // A quoted name may hold a comma: "Vance, Ann" <ann@firm.com>.
    const [start = '', ...rest] = line.replace(/"[^"]*"/g, ' ').split('<');
    let before = start;
    for (const part of rest) {
      const end = part.indexOf('>');
      if (end === -1) {
        before += ` ${part}`;
        continue;
      }
      // The words since the last comma are the name, unless they are emails themselves.
      const comma = before.lastIndexOf(',') + 1;
      yield* words(before.slice(0, comma));
      yield* words(before.slice(comma)).filter((word) => word.includes('@'));
      yield* words(part.slice(0, end));
      before = part.slice(end + 1);
    }
    yield* words(before);
  }
}
