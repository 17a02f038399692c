// Measures the memory of the real application while a list is read, tried and imported: main and the window, by the working
// sets that Electron tells four times a second. Runs in Electron's own Node, with a display, on a finished build.
//   node scripts/toolchain/electron.mjs node scripts/bench/import-memory.ts <rows>
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { makeTemplates, placesIn } from '../kills/application-firm.ts';
import { chooseList, launch, signIn } from '../kills/application-works.ts';

const EVERY_MS = 250;
const LONGEST_MS = 600_000;
const rows = Number(process.argv[2] ?? 100_000);

/** In MB. */
interface Memory {
  readonly main: number;
  readonly window: number;
}

const readMemory = (app: ElectronApplication): Promise<Memory> =>
  app.evaluate(({ app: { getAppMetrics } }) => {
    const of = (type: string): number =>
      getAppMetrics()
        .filter((one) => one.type === type)
        .reduce((sum, { memory }) => sum + memory.workingSetSize / 1024, 0);
    return { main: of('Browser'), window: of('Tab') };
  });

/** @returns what the work needed at most beyond what was there before, and what stays of it. */
async function measured(name: string, app: ElectronApplication, work: () => Promise<void>): Promise<void> {
  const before = await readMemory(app);
  let [main, window] = [before.main, before.window];
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      const now = await readMemory(app);
      [main, window] = [Math.max(main, now.main), Math.max(window, now.window)];
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  };
  const looking = look();
  const from = performance.now();
  await work();
  const ms = performance.now() - from;
  isOver = true;
  await looking;
  const round = (mb: number): number => Math.round(mb);
  console.log(
    JSON.stringify({
      name,
      rows,
      ms: round(ms),
      main: { before: round(before.main), most: round(main) },
      window: { before: round(before.window), most: round(window) },
    }),
  );
}

const base = mkdtempSync(join(tmpdir(), 'rekey-import-memory-'));
try {
  const root = join(base, 'run');
  mkdirSync(root);
  await makeTemplates(join(base, 'templates'));
  cpSync(join(base, 'templates', 'whole'), root, { recursive: true });
  const people = Array.from(
    { length: rows },
    (_, i) =>
      `Nina,Okafor-${i % 997},nina${i}@import.example,+44 20 7946 ${String(i % 10_000).padStart(4, '0')},Partner Ops`,
  );
  writeFileSync(placesIn(root).list, ['First name,Last name,Email,Phone,Role', ...people].join('\r\n'));
  const running = await launch(root);
  const { app, page } = running;
  page.setDefaultTimeout(LONGEST_MS);
  await signIn(page);
  await measured('reading and dry run', app, () => chooseList(running, root, false));
  await measured('act', app, async () => {
    await page.getByRole('button', { name: /^Import [\d,]+ people$/ }).click();
    await page.getByRole('button', { name: 'Save activation codes' }).waitFor();
  });
  await measured('codes as a file', app, async () => {
    await page.getByRole('button', { name: 'Save activation codes' }).click();
    await page.getByText('The file is now the only place').waitFor();
  });
  await app.close();
} finally {
  rmSync(base, { recursive: true, force: true });
}
