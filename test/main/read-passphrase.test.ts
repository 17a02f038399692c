import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readPassphraseTwice } from '../../main/read-passphrase.ts';

/** @param isTTY as a terminal in raw mode. */
function given(text: string, isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const asked: string[] = [];
  const answer = readPassphraseTwice(input, (question) => void asked.push(question));
  input.end(text);
  return answer.then((lines) => ({ lines, asked }));
}

test('two lines of a pipe are the passphrase, and nothing is asked', async () => {
  expect(await given('nine boats\nnine boots\nmore\n', false)).toEqual({
    lines: ['nine boats', 'nine boots'],
    asked: [],
  });
  expect((await given('nine boats\r\nnine boats', false)).lines).toEqual(['nine boats', 'nine boats']);
});

test('a terminal is asked twice, and shows nothing of it', async () => {
  const { lines, asked } = await given('nine boats\rnine boats\r', true);
  expect(lines).toEqual(['nine boats', 'nine boats']);
  expect(asked).toHaveLength(3);
  expect(asked.join('')).not.toContain('nine');
});

test('an input that ends before is no passphrase', async () => {
  expect((await given('', false)).lines).toBeUndefined();
  expect((await given('nine boats\n', false)).lines).toBeUndefined();
  // Ctrl-C.
  expect((await given('nine boats\r\u0003', true)).lines).toBeUndefined();
});
