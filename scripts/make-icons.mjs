// Makes the icon files of build/ from build/icon.svg. Run it by hand after a change of the drawing, and commit the files.
//   node scripts/make-icons.mjs
// Electron draws the sizes: this script starts Electron with itself as the main script.
// Sizes up to 32 pixels have their own drawing, build/icon-small.svg, because thin lines vanish there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = join(import.meta.dirname, '..', 'build');
const LARGEST_SMALL = 32;
const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];
const LARGEST_PNG = 512;
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** The names of the sizes in a macOS icon. Names that repeat a size are for displays with two pixels per point. */
const ICNS_SIZES = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 };

/** @typedef {(size: number) => Buffer} Pngs */

// Not awaited: Electron becomes ready only after it has loaded its main script.
if (process.versions['electron'] === undefined) startInElectron();
else drawAll();

async function startInElectron() {
  const { AS_NODE, prepareElectron } = await import('./toolchain/electron.mjs');
  const { run, runScript } = await import('./toolchain/processes.mjs');
  const { sandboxArgs, withDisplay } = await import('./toolchain/system.mjs');
  await runScript(async () => {
    const electron = await prepareElectron();
    const notNode = Object.fromEntries(Object.keys(AS_NODE).map((name) => [name, undefined]));
    const args = [...sandboxArgs(), '--disable-gpu', '--force-device-scale-factor=1', fileURLToPath(import.meta.url)];
    return await withDisplay(
      async (display) => (await run(electron.executable, args, { env: { ...display, ...notNode } })).code,
    );
  });
}

async function drawAll() {
  const { app, BrowserWindow } = await import('electron');
  await app.whenReady();
  try {
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true } });
    await window.loadURL('data:text/html,<meta charset="utf-8">');
    /** @type {Map<number, Buffer>} */
    const drawings = new Map();
    for (const size of SIZES) drawings.set(size, await draw(window, size));
    await write((size) => drawings.get(size) ?? Buffer.alloc(0));
    app.exit(0);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}

/**
 * @param {import('electron').BrowserWindow} window
 * @param {number} size
 * @returns {Promise<Buffer>} a PNG file
 */
async function draw(window, size) {
  const svg = readFileSync(join(BUILD, size <= LARGEST_SMALL ? 'icon-small.svg' : 'icon.svg')).toString('base64');
  const png = await window.webContents.executeJavaScript(`(async () => {
    const image = new Image(${size}, ${size});
    image.src = 'data:image/svg+xml;base64,${svg}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
    return canvas.toDataURL('image/png').split(',')[1];
  })()`);
  return Buffer.from(png, 'base64');
}

/** @param {Pngs} png */
async function write(png) {
  const { default: toIco } = await import('png-to-ico');
  mkdirSync(join(BUILD, 'icons'), { recursive: true });
  for (const size of SIZES.filter((each) => each <= LARGEST_PNG))
    writeFileSync(join(BUILD, 'icons', `${size}x${size}.png`), png(size));
  writeFileSync(join(BUILD, 'icon.png'), png(1024));
  writeFileSync(join(BUILD, 'icon.ico'), await toIco(ICO_SIZES.map(png)));
  writeFileSync(join(BUILD, 'icon.icns'), toIcns(png));
}

/**
 * A macOS icon: PNG files behind four-letter names.
 * @param {Pngs} png
 */
function toIcns(png) {
  const parts = Object.entries(ICNS_SIZES).map(([name, size]) => toChunk(name, png(size)));
  return toChunk('icns', Buffer.concat(parts));
}

/**
 * @param {string} name
 * @param {Buffer} content
 */
function toChunk(name, content) {
  const header = Buffer.alloc(8);
  header.write(name, 'ascii');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
