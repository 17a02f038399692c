// npm start: builds the application and runs it from this folder.
//   npm start -- --demo --user-data-dir=<folder>    everything after -- goes to the application
// Exits with the application's own exit code.
import { resolveElectron } from './toolchain/electron.mjs';
import { buildQuietly, ROOT, run, runScript, say } from './toolchain/processes.mjs';
import { ensureLibraries, sandboxArgs, withDisplay } from './toolchain/system.mjs';

await runScript(async () => {
  const electron = await resolveElectron();
  await ensureLibraries(electron.executable);
  const build = await buildQuietly();
  if (build.code !== 0) {
    say('the build failed; its output is above.');
    return build.code;
  }
  const onVirtual = () => {
    say('there is no display here: Rekey runs on a virtual one, where nobody can see it. Ctrl-C ends it.');
    say(
      `to see it, run this on a desktop; to drive it, add --remote-debugging-port=9222 (process ${process.pid}; "kill ${process.pid}" ends it, too).`,
    );
  };
  return await withDisplay(
    async (display) => {
      // Set in some editors' terminals; it would turn the application into a plain Node.
      const env = { ...display, ELECTRON_RUN_AS_NODE: undefined };
      const { code } = await run(electron.executable, [...sandboxArgs(), ROOT, ...process.argv.slice(2)], { env });
      return code;
    },
    { onVirtual },
  );
});
