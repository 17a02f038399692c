// Makes every icon file of build/ from build/icon.svg; run it by hand after a change of the drawing, and commit what it made.
//   node scripts/make-icons.mjs
// Electron draws: this file starts itself once more as Electron's main script. A size that has a drawing of its own
// (build/icon-small.svg, for 16 to 32 pixels, where thin lines vanish) uses that one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'build');
const SMALL = 32;
const SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];

// Not awaited: Electron becomes ready only after its main script has been loaded.
if (process.versions.electron === undefined) startInElectron();
else drawAll();

async function startInElectron() {
  const { AS_NODE, resolveElectron } = await import('./toolchain/electron.mjs');
  const { run, runScript } = await import('./toolchain/processes.mjs');
  const { ensureLibraries, sandboxArgs, withDisplay } = await import('./toolchain/system.mjs');
  await runScript(async () => {
    const electron = await resolveElectron();
    await ensureLibraries(electron.executable);
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
    const drawings = new Map();
    for (const size of SIZES) drawings.set(size, await draw(window, size));
    write(drawings);
    app.exit(0);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}

/** One size as a PNG file and as its pixels, four bytes red, green, blue, alpha each, from the top. */
async function draw(window, size) {
  const svg = readFileSync(join(BUILD, size <= SMALL ? 'icon-small.svg' : 'icon.svg')).toString('base64');
  const { png, pixels } = await window.webContents.executeJavaScript(`(async () => {
    const image = new Image(${size}, ${size});
    image.src = 'data:image/svg+xml;base64,${svg}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, ${size}, ${size});
    const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return {
      png: canvas.toDataURL('image/png').split(',')[1],
      pixels: toBase64(context.getImageData(0, 0, ${size}, ${size}).data),
    };
  })()`);
  return { size, png: Buffer.from(png, 'base64'), pixels: Buffer.from(pixels, 'base64') };
}

function write(drawings) {
  const get = (size) => drawings.get(size);
  mkdirSync(join(BUILD, 'icons'), { recursive: true });
  for (const { size, png } of drawings.values()) {
    if (size <= 512) writeFileSync(join(BUILD, 'icons', `${size}x${size}.png`), png);
  }
  writeFileSync(join(BUILD, 'icon.png'), get(1024).png);
  writeFileSync(join(BUILD, 'icon.ico'), toIco([16, 24, 32, 48, 64, 128, 256].map(get)));
  writeFileSync(join(BUILD, 'icon.icns'), toIcns(get));
}

/** A Windows icon: the 256 pixels as PNG, the smaller ones as bitmaps, which the installer's own tools can read as well. */
function toIco(drawings) {
  const images = drawings.map((drawing) => (drawing.size === 256 ? drawing.png : toBitmap(drawing)));
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach((image, at) => {
    const entry = 6 + 16 * at;
    header.writeUInt8(drawings[at].size % 256, entry); // 0 stands for 256
    header.writeUInt8(drawings[at].size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // planes
    header.writeUInt16LE(32, entry + 6); // bits per pixel
    header.writeUInt32LE(image.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += image.length;
  });
  return Buffer.concat([header, ...images]);
}

/** A BITMAPINFOHEADER, the pixels as BGRA from the bottom, and an empty mask: the alpha says what is transparent. */
function toBitmap({ size, pixels }) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  header.writeInt32LE(2 * size, 8); // picture and mask
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const rows = [];
  for (let row = size - 1; row >= 0; row--) rows.push(pixels.subarray(row * size * 4, (row + 1) * size * 4));
  const picture = Buffer.concat(rows);
  for (let at = 0; at < picture.length; at += 4) {
    const red = picture[at];
    picture[at] = picture[at + 2];
    picture[at + 2] = red;
  }
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  return Buffer.concat([header, picture, mask]);
}

/** A macOS icon: PNG files behind four-letter names, once more for displays with two pixels per point. */
function toIcns(get) {
  const entries = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 };
  const parts = Object.entries(entries).map(([name, size]) => named(name, get(size).png));
  return named('icns', Buffer.concat(parts));
}

function named(name, content) {
  const header = Buffer.alloc(8);
  header.write(name, 'ascii');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
