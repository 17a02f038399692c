// npm start: builds the application and runs it from this folder.
//   npm start -- --demo --user-data-dir=<folder>    everything after -- goes to the application
// Exits with the application's own exit code.
import { runApplication, withApplicationDisplay } from './toolchain/application.mjs';
import { prepareElectron } from './toolchain/electron.mjs';
import { buildQuietly, runScript, say } from './toolchain/processes.mjs';

await runScript(async () => {
  const electron = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) {
    say('the build failed; its output is above.');
    return build.code;
  }
  return await withApplicationDisplay(async (display) => {
    const { code } = await runApplication(electron, display, process.argv.slice(2));
    return code;
  });
});
