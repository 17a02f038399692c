// Finds emails in pasted text. They stand one per line, or between commas, semicolons or spaces, or as "Name
// <name@firm.com>". Words that are no emails stay in the list: nothing is dropped silently, and main refuses them one
// by one.

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
      // The words after the last comma are the name, unless they are emails.
      const comma = before.lastIndexOf(',') + 1;
      yield* words(before.slice(0, comma));
      yield* words(before.slice(comma)).filter((word) => word.includes('@'));
      yield* words(part.slice(0, end));
      before = part.slice(end + 1);
    }
    yield* words(before);
  }
}
