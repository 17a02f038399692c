// Does the works of backup-firm.ts on a disk that is full after every possible number of pages, and starts the firm when
// there is room again. Runs in Electron's own Node, as root on Linux: it makes a small tmpfs.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAt, makeFirm, WORKS } from './backup-firm.ts';

const DISK_BYTES = 24 * 2 ** 20;
/** A tmpfs gives room in pages. */
const PAGE = 4096;
const STORE = 'store 0';

const disk = mkdtempSync(join(tmpdir(), 'rekey-full-disk-'));
const template = mkdtempSync(join(tmpdir(), 'rekey-full-disk-firm-'));
const ballast = join(disk, 'ballast');
let hasFailed = false;
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk], { encoding: 'utf8' });
if (mounted.status !== 0) throw new Error(`a tmpfs is needed: ${mounted.stderr}`);
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  const made = join(disk, 'root');
  mkdirSync(made);
  await makeFirm(made, STORE);
  cpSync(made, template, { recursive: true });
  for (const name of Object.keys(WORKS)) {
    let refused = 0;
    let failed = 0;
    let done = 0;
    // Two in a row that have enough room: then more changes nothing.
    for (let pages = 0; done < 2; pages++) {
      rmSync(made, { recursive: true });
      cpSync(template, made, { recursive: true });
      const isDone = await WORKS[name]?.(made, { store: STORE, nextStore: 'store 1', begin: () => fill(pages) }).then(
        () => true,
        () => false,
      );
      rmSync(ballast, { force: true });
      if (isDone === true) done += 1;
      else refused += 1;
      const { wrong } = await lookAt(made, ['store 1', STORE]);
      if (wrong.length === 0) continue;
      failed += 1;
      console.log(`FAILED ${name} with room for ${pages} pages: ${wrong.join('; ')}`);
    }
    console.log(`${name}: full after ${refused} numbers of pages, ${failed} starts that failed afterwards`);
    hasFailed ||= failed > 0;
  }
  process.exitCode = hasFailed ? 1 : 0;
} finally {
  clearInterval(staying);
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
  rmSync(template, { recursive: true, force: true });
}

/** Leaves room for so many pages. */
function fill(pages: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - pages * PAGE), 1));
}
