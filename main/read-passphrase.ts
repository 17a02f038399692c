// Reads a new passphrase twice from the standard input: no argument has it, because every account of a computer can read the
// arguments of a process. On a terminal it is asked for, and what is typed is not shown.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

const QUESTIONS = ['Passphrase of the backups: ', 'The same passphrase again: '] as const;

/** @returns two lines; undefined where the input ends before. */
export function readPassphraseTwice(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  ask: (text: string) => void,
): Promise<readonly [string, string] | undefined> {
  const isTerminal = input.isTTY === true;
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: isTerminal });
  const given: string[] = [];
  if (isTerminal) ask(QUESTIONS[0]);
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      given.push(line);
      if (isTerminal) ask(given.length === 1 ? `\n${QUESTIONS[1]}` : '\n');
      if (given.length === QUESTIONS.length) lines.close();
    });
    lines.once('close', () => {
      const [passphrase, repeated] = given;
      resolve(passphrase === undefined || repeated === undefined ? undefined : [passphrase, repeated]);
    });
  });
}
