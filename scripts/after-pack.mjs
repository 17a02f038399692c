// A hook of electron-builder.yml, called when the folder is complete and before it is signed: leaves out Electron's sample
// application, writes every fuse of this Electron, and stops the packaging where one has no decision.
// electron-builder 26 knows eight fuses by name; the rest is decided here. It writes its eight once more afterwards, the same.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseV1Options, flipFuses } from '@electron/fuses';

export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  const file =
    electronPlatformName === 'linux'
      ? packager.executableName
      : `${packager.appInfo.productFilename}${electronPlatformName === 'win32' ? '.exe' : '.app'}`;
  const named = await packager.generateFuseConfig(packager.config.electronFuses);
  await flipFuses(join(appOutDir, file), {
    ...named,
    // V8 catches out-of-bounds access of WebAssembly with signal handlers. Left on, as Electron is tested: neither main nor
    // the window, whose content security policy forbids it, runs any WebAssembly, so that off would gain nothing.
    [FuseV1Options.WasmTrapHandlers]: true,
    // A later Electron with a fuse that is named neither here nor in electron-builder.yml stops here.
    strictlyRequireAllFuses: true,
  });
}
