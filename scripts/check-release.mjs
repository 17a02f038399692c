// npm run check:release: runs all tests in the Electron that a release would have, and writes down what was found, for
// `npm run dist -- --release`. Where the official Electron cannot be had, it says so: the tests then run in the registry's
// copy, and what it writes names that copy, with which dist makes no release.
//   npm run check:release -- unit test/domain    a part; dist makes no release of that, either
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RELEASE } from './packages/electron-builder.mjs';
import { readIdentity } from './packages/identity.mjs';
import { readCommit, releaseNotes, writeReleaseCheck } from './packages/release.mjs';
import { resolveElectron } from './toolchain/electron.mjs';
import { Problem, ROOT, run, runScript, say } from './toolchain/processes.mjs';

await runScript(async () => {
  const args = process.argv.slice(2);
  const electron = await resolveElectron();
  if (electron.source !== 'official')
    say(`this is no check of a release: the tests run in Electron ${electron.version} of ${electron.dist}.`);
  const before = await readCommit();
  const work = mkdtempSync(join(tmpdir(), 'rekey-check-'));
  try {
    const file = join(work, 'totals.json');
    await run(process.execPath, [join(ROOT, 'scripts', 'test.mjs'), ...args], { env: { REKEY_TOTALS_FILE: file } });
    if (!existsSync(file))
      throw new Problem('the tests were stopped before they had a result: nothing is written down.');
    const total = JSON.parse(readFileSync(file, 'utf8'));
    const after = await readCommit();
    const check = {
      version: readIdentity().version,
      commit: before.commit,
      // Nobody knows which of the tests ran before a change.
      isChanged: before.isChanged || after.isChanged || before.commit !== after.commit,
      electron: { version: electron.version, source: electron.source },
      system: `${process.platform} ${release()} ${process.arch}`,
      isWhole: args.length === 0,
      total,
      at: new Date().toISOString(),
    };
    mkdirSync(RELEASE, { recursive: true });
    writeReleaseCheck(check);
    console.log(releaseNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), check));
    return total.failed === 0 && total.passed > 0 ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
