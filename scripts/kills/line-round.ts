// What the campaigns at the line have in common: the desks, and a work that is interrupted.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stepAt } from '../../main/domain/two-factor.ts';
import { type Desk, Interrupted, openDesk } from './line-desk.ts';
import { DESKS, type DeskName, type Known } from './line-firm.ts';
import type { Work } from './line-work.ts';

export const APPLICATION = join(import.meta.dirname, '../..');
const MOST_LOSSES = 20;

/** Which desks each work uses: its line is cut there. */
export const DESKS_OF: Readonly<Record<string, readonly DeskName[]>> = {
  reset: ['reset'],
  'sign-in': ['sign-in'],
  setup: ['setup'],
  approval: ['requester', 'approver'],
  'bulk reset': ['bulk'],
};

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What was under way when the campaign was ended is not known: the users are reset again, and used codes wait. */
export function goOn(known: Known): Known {
  known.setups.length = 0;
  for (const person of [...known.admins, ...known.staff]) person.lastStep = stepAt(Date.now()) + 1;
  return known;
}

/** @param ports of the servers, on the loopback address. */
export async function openDesks(
  { desks, fingerprint }: Known,
  ports: readonly number[],
  log: (line: string) => void,
): Promise<Record<DeskName, Desk>> {
  const { version } = JSON.parse(readFileSync(join(APPLICATION, 'package.json'), 'utf8')) as { version: string };
  const opened = await Promise.all(
    DESKS.map(
      async (name) => [name, await openDesk({ identity: desks[name], fingerprint, ports, version, log })] as const,
    ),
  );
  return Object.fromEntries(opened) as Record<DeskName, Desk>;
}

export async function runWork(work: Work): Promise<Interrupted | undefined> {
  try {
    await work.run();
    return undefined;
  } catch (error) {
    if (error instanceof Interrupted) return error;
    throw error;
  }
}

/** On a busy computer the line may be lost also when nobody cuts it. Both halves around the interruption begin again then. */
export async function patiently<T>(task: () => Promise<T>, log: (line: string) => void): Promise<T> {
  for (let left = MOST_LOSSES; ; left--) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Interrupted) || left === 0) throw error;
      log(`the line is lost: ${error.message}`);
    }
  }
}
