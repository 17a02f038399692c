// Makes a screenshot small: a PNG with at most 256 colours has a third of the size and looks almost the same.
// A screen has a few colours that fill areas, which stay exact, and thousands of shades at the edges of letters, which may change.
import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const MOST_COLOURS = 256;
/** The number of most frequent colours that stay exact. */
const EXACT = 96;
const ROUNDS = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @typedef {readonly [red: number, green: number, blue: number]} Rgb */

/**
 * @param {Buffer} file a PNG file without transparency
 * @returns {Buffer} a smaller one
 */
export function toSmallPng(file) {
  const { width, height, data } = PNG.sync.read(file);
  const pixels = new Uint32Array(width * height);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let i = 0; i < pixels.length; i++) {
    const colour = data.readUIntBE(i * 4, 3);
    pixels[i] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const { palette, indexOf } = reduce([...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]));
  // Each line begins with the number of its filter. A palette compresses best with none.
  const lines = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < pixels.length; i++) lines[i + Math.floor(i / width) + 1] = indexOf.get(pixels[i] ?? 0) ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits for each pixel, an index into the palette
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flat().map(Math.round))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {readonly (readonly [colour: number, count: number])[]} colours most frequent first
 * @returns {{ palette: readonly Rgb[], indexOf: ReadonlyMap<number, number> }}
 */
function reduce(colours) {
  const all = colours.map(([colour, count]) => ({ colour, count, rgb: toRgb(colour) }));
  if (all.length <= MOST_COLOURS)
    return { palette: all.map(({ rgb }) => rgb), indexOf: new Map(all.map(({ colour }, i) => [colour, i])) };
  const palette = all.slice(0, EXACT).map(({ rgb }) => rgb);
  // Adds the colour that is farthest from the palette, weighted by its frequency, until the palette is full.
  const left = all.map(({ rgb, count }) => ({
    rgb,
    weight: Math.sqrt(count),
    far: Math.min(...palette.map((chosen) => distance(chosen, rgb))),
  }));
  while (palette.length < MOST_COLOURS) {
    const { rgb } = left.reduce((a, b) => (b.far * b.weight > a.far * a.weight ? b : a));
    palette.push(rgb);
    for (const one of left) one.far = Math.min(one.far, distance(rgb, one.rgb));
  }
  // Moves each added colour to the mean of the colours that it stands for.
  for (let round = 0; round < ROUNDS; round++) {
    const sums = palette.map(() => ({ red: 0, green: 0, blue: 0, count: 0 }));
    for (const { rgb, count } of all) {
      const sum = sums[nearest(palette, rgb)];
      if (sum === undefined) continue;
      sum.red += rgb[0] * count;
      sum.green += rgb[1] * count;
      sum.blue += rgb[2] * count;
      sum.count += count;
    }
    for (const [i, { red, green, blue, count }] of sums.entries()) {
      if (i >= EXACT && count > 0) palette[i] = [red / count, green / count, blue / count];
    }
  }
  return { palette, indexOf: new Map(all.map(({ colour, rgb }) => [colour, nearest(palette, rgb)])) };
}

/**
 * @param {number} colour
 * @returns {Rgb}
 */
const toRgb = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

/**
 * @param {Rgb} a
 * @param {Rgb} b
 */
function distance(a, b) {
  // The eye sees differences of green best and of blue least.
  return 3 * (a[0] - b[0]) ** 2 + 6 * (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

/**
 * @param {readonly Rgb[]} palette
 * @param {Rgb} rgb
 * @returns {number} an index
 */
function nearest(palette, rgb) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  // forEach, because an iterator is six times slower, and this runs a million times for each screenshot.
  palette.forEach((one, i) => {
    const far = distance(one, rgb);
    if (far < least) {
      least = far;
      best = i;
    }
  });
  return best;
}

/**
 * @param {string} type
 * @param {Buffer} content
 */
function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
