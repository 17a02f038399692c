// A firm's server and its desktops as real applications: the server without a window, and a desktop that joins.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { InputOf, OutputOf, Reply, RequestName } from '../../preload/contract/index.ts';

/** Asks main what a window asks. @throws the failure. */
export async function ask<N extends RequestName>(page: Page, name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const text = await page.evaluate(([asked, sent]) => window.rekey.request(asked, sent), [
    name,
    JSON.stringify(input),
  ] as const);
  const reply = JSON.parse(text) as Reply<N>;
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.failure)}`);
  return reply.value;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export interface ServeOptions {
  /** A program that starts the server, with its arguments. */
  readonly through?: readonly string[];
  /** What somebody types. */
  readonly input?: string;
}

/** Rekey without a window. @returns its process, and the line that it prints when it is ready. */
export async function serve(
  folder: string,
  args: readonly string[],
  { through = [], input }: ServeOptions = {},
): Promise<{ process: ChildProcess; line: string; printed(): readonly string[] }> {
  const { ELECTRON_RUN_AS_NODE: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...env } = process.env;
  const given = (process.env['REKEY_ELECTRON_ARGS'] ?? '').split(' ').filter(Boolean);
  const [program = '', ...rest] = [
    ...through,
    process.env['REKEY_ELECTRON'] ?? 'electron',
    ...given,
    '--disable-gpu',
    join(import.meta.dirname, '../..'),
    '--serve',
    `--user-data-dir=${folder}`,
    ...args,
  ];
  const child = spawn(program, rest, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(input);
  let printed = '';
  let complained = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complained += bytes.toString();
  });
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString();
  });
  const lines = (): readonly string[] => printed.split('\n').slice(0, -1);
  const closed = once(child.stdout, 'close');
  while (lines().length === 0 && !child.stdout.closed) await Promise.race([once(child.stdout, 'data'), closed]);
  if (lines().length > 0) return { process: child, line: printed.trim(), printed: lines };
  throw new Error(`it does not serve: ${complained.slice(-2000)}`);
}

export async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

/** @param address or the content of a pairing file. */
export async function joinServer(page: Page, address: string, pairingCode: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Join your firm on another computer' }).click();
  await page.getByRole('textbox', { name: 'Address' }).fill(address);
  await page.getByRole('textbox', { name: 'Pairing code' }).fill(pairingCode);
  await page.getByRole('textbox', { name: 'Name of this computer' }).fill(name);
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByText('Connected to office-1').waitFor();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}
