// Asks the person at the terminal for a secret, which the terminal does not show; or takes one line of the standard input.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** @returns empty where the input ends before a line. */
export async function askTerminal(question: string): Promise<string> {
  process.stderr.write(question);
  const { stdin } = process;
  // What is typed is echoed to here.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: stdin.isTTY });
  try {
    const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    return typeof line === 'string' ? line : '';
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
