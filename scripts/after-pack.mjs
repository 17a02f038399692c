// A hook of electron-builder.yml. It runs when the folder is complete and not yet signed: it removes Electron's sample application
// and writes every fuse of this Electron. A fuse without a decision stops the packaging.
// electron-builder 26 knows eight fuses by name; this file decides the rest. electron-builder writes its eight again afterwards.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseV1Options, flipFuses } from '@electron/fuses';
import { LinuxPackager } from 'electron-builder';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  const file =
    packager instanceof LinuxPackager
      ? packager.executableName
      : `${packager.appInfo.productFilename}${electronPlatformName === 'win32' ? '.exe' : '.app'}`;
  const { electronFuses } = packager.config;
  if (!electronFuses) throw new Error('electron-builder.yml decides no fuses.');
  /** @type {{ version: import('@electron/fuses').FuseVersion.V1 } & Record<Exclude<FuseV1Options, FuseV1Options.WasmTrapHandlers>, boolean>} */
  const named = await packager['generateFuseConfig'](electronFuses); // private, but no public function maps the names
  await flipFuses(join(appOutDir, file), {
    ...named,
    // V8 uses signal handlers to catch out-of-bounds access in WebAssembly. Electron is tested with them on. Neither main nor the
    // renderer, whose content security policy forbids it, runs WebAssembly, so turning them off would gain nothing.
    [FuseV1Options.WasmTrapHandlers]: true,
    // A fuse of a later Electron that neither this file nor electron-builder.yml names stops here.
    strictlyRequireAllFuses: true,
  });
}
