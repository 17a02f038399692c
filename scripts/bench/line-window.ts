// Measures what a person sees at a desktop of a firm's server: its start and memory beside a blank Electron, and typing over a line
// with a round trip of 1 ms beside the same on one computer. Real applications; needs a display. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/line-window.ts <folder> <users> <starts>
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeJoinedServer } from '../../main/line/joined-server.ts';
import { ROOT } from '../toolchain/processes.mjs';
import { BLANK, launch, memoryOf, openUsers, pickNeedles, searchFor, signIn } from './application.ts';
import { makeTemporaryFolder } from './folder.mjs';
import { freePort, nextCode, prepareLine, serve } from './line-firm.ts';
import { createDice, keyStore } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = '', startsText = '5'] = process.argv.slice(2);
const users = Number(countText);
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const dice = createDice(4);
/** V8 returns memory that it no longer needs up to half a minute later. */
const MEMORY_REST_MS = 30_000;
/** In each direction. */
const DELAY_MS = 0.5;
const FRAME_MS = 1000 / 60;
/** To load the index. */
const REST_MS = 8000;

const work = makeTemporaryFolder();
const place = (name: string): string => join(work.path, name);
for (const name of ['local', 'server']) cpSync(folder, place(name), { recursive: true });
const address = { host: '127.0.0.1', port: await freePort() };
const [joined] = await prepareLine(place('server'), 1, address);
if (joined === undefined) throw new Error('no desktop');
const server = await serve(place('server'), address);
const slow = spawn(
  process.execPath,
  [join(ROOT, 'scripts/bench/slow-line.ts'), String(address.port), String(DELAY_MS)],
  {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const [firstLine] = await new Promise<string[]>((resolve) =>
  slow.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().split('\n'))),
);
const desktopFolder = makeTemporaryFolder();
const over = { ...joined, addresses: [{ host: '127.0.0.1', port: Number(firstLine) }] };
await writeJoinedServer(join(desktopFolder.path, 'server.json'), keyStore, over);

// --- start and memory ---------------------------------------------------------------------------------------------------
const blankFolder = makeTemporaryFolder();
const [starts, alive, blanks]: [number[], number[], number[]] = [[], [], []];
const [memories, blankMemories]: [number[], number[]] = [[], []];
const keepMemory = (list: number[], pid: number): void => {
  const megabytes = memoryOf(pid);
  if (megabytes !== undefined) list.push(megabytes);
};
for (let i = 0; i < Number(startsText); i++) {
  const isLookedInto = i === 1 || i === Number(startsText) - 1;
  // One after the other: two running applications would share memory, and each would count half of it.
  const blank = await launch(BLANK, blankFolder.path);
  if (isLookedInto) {
    await wait(MEMORY_REST_MS);
    keepMemory(blankMemories, blank.pid);
  }
  await blank.close();
  const desktop = await launch(ROOT, desktopFolder.path);
  await desktop.page.getByText('Connected to').waitFor();
  if (isLookedInto) {
    await wait(MEMORY_REST_MS);
    keepMemory(memories, desktop.pid);
  }
  await desktop.close();
  // The first pair fills the cache of the file system for both.
  if (i === 0) continue;
  blanks.push(blank.startMs);
  starts.push(desktop.startMs);
  alive.push(desktop.aliveMs);
}
blankFolder.remove();
print({
  name: 'desktop of a server: launch to the painted sign-in page, to a blank Electron window',
  unit: 'ms',
  values: starts,
  reference: blanks,
  gate: 1.15,
  aim: 1.08,
});
print({
  name: 'desktop of a server: launch to a sign-in page that answers, to a blank Electron window',
  unit: 'ms',
  values: alive,
  reference: blanks,
});
if (memories.length > 0)
  print({
    name: 'desktop of a server: memory of all processes (PSS) at the sign-in page, to a blank Electron',
    unit: 'MB',
    values: memories,
    reference: blankMemories,
    gate: 1.15,
    aim: 1.08,
  });

// --- typing -------------------------------------------------------------------------------------------------------------
const [near, far] = [await launch(ROOT, place('local')), await launch(ROOT, desktopFolder.path)];
for (const { page } of [near, far]) {
  await nextCode();
  await signIn(page);
  await openUsers(page);
}
await wait(REST_MS);
{
  const [values, reference]: [number[], number[]] = [[], []];
  for (const needle of pickNeedles(folder, dice, 60)) {
    reference.push(await searchFor(near.page, needle));
    await searchFor(near.page, '');
    values.push(await searchFor(far.page, needle));
    await searchFor(far.page, '');
  }
  print({
    name: 'typing at a desktop over a line of 1 ms: keystroke to painted rows',
    unit: 'ms',
    values,
    reference,
    by: 'p95',
    referenceBy: 'p95',
  });
  const p95 = (list: readonly number[]): number => toResult({ name: '', users, unit: '', values: list }).p95;
  print({
    name: 'typing at a desktop over a line of 1 ms: p95 above that of one computer',
    unit: 'ms',
    values: [p95(values) - p95(reference)],
    gate: FRAME_MS,
    aim: FRAME_MS / 2,
  });
}
for (const each of [near, far]) await each.close();
slow.kill();
await server.end();
desktopFolder.remove();
work.remove();
