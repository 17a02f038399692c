// Makes a picture of a screen small: a PNG with at most 256 colours, a third of the size and hardly to be told apart.
// A screen has a few colours that fill areas, which stay exact, and thousands of shades at the edges of letters, which do not matter.
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const MOST_COLOURS = 256;
/** So many of the most frequent colours stay as they are. */
const EXACT = 96;
const ROUNDS = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param file a PNG file without transparency. @returns another one. */
export function toSmallPng(file) {
  const { width, height, data } = PNG.sync.read(file);
  const pixels = new Uint32Array(width * height);
  const counts = new Map();
  for (let i = 0; i < pixels.length; i++) {
    const colour = (data[i * 4] << 16) | (data[i * 4 + 1] << 8) | data[i * 4 + 2];
    pixels[i] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const { palette, indexOf } = reduce([...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]));
  // Each line begins with its filter: none, which suits a palette.
  const lines = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < pixels.length; i++) lines[i + Math.floor(i / width) + 1] = indexOf.get(pixels[i]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, each a place in the palette
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flat().map(Math.round))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param colours each with how often it occurs, most frequent first. */
function reduce(colours) {
  const toParts = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
  const all = colours.map(([colour, count]) => ({ colour, count, parts: toParts(colour), place: 0 }));
  if (all.length <= MOST_COLOURS)
    return { palette: all.map(({ parts }) => parts), indexOf: new Map(all.map(({ colour }, i) => [colour, i])) };
  const palette = all.slice(0, EXACT).map(({ parts }) => parts);
  // The others: each next one is what is farthest from all that are there, weighed by how often it occurs.
  const distances = all.map(({ parts }) => Math.min(...palette.map((chosen) => distance(chosen, parts))));
  while (palette.length < MOST_COLOURS) {
    let farthest = 0;
    for (let i = 1; i < all.length; i++) {
      if (distances[i] * Math.sqrt(all[i].count) > distances[farthest] * Math.sqrt(all[farthest].count)) farthest = i;
    }
    const chosen = all[farthest].parts;
    palette.push(chosen);
    for (let i = 0; i < all.length; i++) distances[i] = Math.min(distances[i], distance(chosen, all[i].parts));
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of all) one.place = nearest(palette, one.parts);
    // Each moves into the middle of the colours that it stands for.
    const sums = palette.map(() => [0, 0, 0, 0]);
    for (const { place, parts, count } of all) {
      const sum = sums[place];
      for (let c = 0; c < 3; c++) sum[c] += parts[c] * count;
      sum[3] += count;
    }
    for (let i = EXACT; i < palette.length; i++) {
      const [red, green, blue, count] = sums[i];
      if (count > 0) palette[i] = [red / count, green / count, blue / count];
    }
  }
  return { palette, indexOf: new Map(all.map(({ colour, parts }) => [colour, nearest(palette, parts)])) };
}

function distance(a, b) {
  // The eye sees differences of green best, of blue least.
  return 3 * (a[0] - b[0]) ** 2 + 6 * (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

function nearest(palette, parts) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < palette.length; i++) {
    const far = distance(palette[i], parts);
    if (far < least) {
      least = far;
      best = i;
    }
  }
  return best;
}

function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

// zlib.crc32 came with Node 20.15 and 22.2.
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
