// Writes what build/installer.nsi includes: its values, and the list of files that it installs and removes.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIdentity } from './identity.mjs';

/**
 * @typedef {object} InstallerPlace
 * @property {string} root the project
 * @property {string} content the folder that is installed
 * @property {string} work where the included files go
 * @property {string} release where the installer goes
 */

/**
 * @param {InstallerPlace} place
 * @returns {{ script: string, file: string }} the main script for makensis, and the installer that it makes
 */
export function makeInstaller({ root, content, work, release }) {
  const { name, productName, version, author, homepage, publisher } = readIdentity(root);
  const files = listFiles(content);
  const kilobytes = files.reduce((sum, file) => sum + Math.ceil(statSync(join(content, file)).size / 1024), 0);
  const output = join(release, `${name}-${version}-win-x64.exe`);
  const values = {
    PRODUCT: productName,
    VERSION: version,
    APP_ID: publisher.appId,
    EXECUTABLE: `${productName}.exe`,
    PUBLISHER: author.name,
    HOMEPAGE: homepage,
    COPYRIGHT: publisher.copyright,
    SIZE_KB: String(kilobytes),
    ICON: join(root, 'build', 'icon.ico'),
    OUTPUT: output,
  };
  write(
    work,
    'values.nsh',
    Object.entries(values).map(([key, value]) => `!define ${key} ${quoted(value)}`),
  );
  write(work, 'install-files.nsh', installLines(content, files));
  write(work, 'uninstall-files.nsh', uninstallLines(files));
  // makensis looks for included files in the folder where it runs and in those that the script names.
  const script = write(work, 'main.nsi', [
    `!addincludedir ${quoted(work)}`,
    `!include ${quoted(join(root, 'build', 'installer.nsi'))}`,
  ]);
  return { script, file: output };
}

/**
 * Every file of a folder, with slashes, in an order that no file system decides.
 * @param {string} folder
 */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .toSorted((a, b) => folderOf(a).localeCompare(folderOf(b), 'en') || a.localeCompare(b, 'en'));
}

/**
 * @param {string} content
 * @param {readonly string[]} files
 */
function installLines(content, files) {
  let folder = '?';
  return files.flatMap((file) => {
    const line = `File ${quoted(join(content, file))}`;
    if (folderOf(file) === folder) return [line];
    folder = folderOf(file);
    return [`SetOutPath ${quoted(`$INSTDIR${folder === '' ? '' : `\\${windows(folder)}`}`)}`, line];
  });
}

/**
 * Deletes each file by its name, and each folder only if it is empty then: a folder that somebody chose as the place of
 * Rekey may have files of theirs.
 * @param {readonly string[]} files
 */
export function uninstallLines(files) {
  const folders = new Set(files.flatMap((file) => ancestorsOf(folderOf(file))));
  const deepestFirst = [...folders].toSorted((a, b) => b.length - a.length || a.localeCompare(b, 'en'));
  return [
    ...files.map((file) => `Delete ${quoted(`$INSTDIR\\${windows(file)}`)}`),
    ...deepestFirst.map((folder) => `RMDir ${quoted(`$INSTDIR\\${windows(folder)}`)}`),
  ];
}

/** @param {string} path */
function folderOf(path) {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function ancestorsOf(folder) {
  return folder === '' ? [] : [folder, ...ancestorsOf(folderOf(folder))];
}

/** @param {string} path */
function windows(path) {
  return path.replaceAll('/', '\\');
}

/**
 * A string of NSIS. A dollar sign begins a variable in most of them, so none but that of $INSTDIR is let through.
 * @param {string} text
 */
function quoted(text) {
  if (/["\r\n`]|\$(?!INSTDIR(\\|$))/.test(text)) throw new Error(`no string of NSIS: ${text}`);
  return `"${text}"`;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {readonly string[]} lines
 */
function write(folder, name, lines) {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
