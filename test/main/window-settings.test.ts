// The window settings: an invalid file never stops the application from starting, and a window never opens where it
// cannot be reached.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bounds, fitToScreens, openWindowSettings, parseWindowSettings } from '../../main/window-settings.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const DEFAULTS = { bounds: null, isMaximized: false, zoomLevel: 0, appearance: 'system', opensAtSignIn: false };
const SAVED = {
  bounds: { x: 10, y: 20, width: 1000, height: 700 },
  isMaximized: true,
  zoomLevel: 1.5,
  appearance: 'dark',
  opensAtSignIn: true,
} as const;

describe('the file', () => {
  test('keeps changes for the next start, and only this account can read it', () => {
    const file = join(makeTempFolder(), 'window.json');
    const settings = openWindowSettings(file);
    expect(settings.get()).toEqual(DEFAULTS);
    settings.change({ appearance: 'dark' });
    settings.change({ ...SAVED });
    expect(openWindowSettings(file).get()).toEqual(SAVED);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).sort()).toEqual(Object.keys(DEFAULTS).sort());
  });
  test('that cannot be read or written is ignored', () => {
    const folder = join(makeTempFolder(), 'window.json');
    mkdirSync(folder);
    const settings = openWindowSettings(folder);
    settings.change({ appearance: 'light' });
    expect(settings.get().appearance).toBe('light');
    expect(openWindowSettings(folder).get()).toEqual(DEFAULTS);
  });
  test.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '"x"',
    '\u0000',
    '{"bounds":7}',
    '{"zoomLevel":1e99,"appearance":"pink","isMaximized":"yes"}',
  ])('with the text %j means the defaults', (text) => {
    const file = join(makeTempFolder(), 'window.json');
    writeFileSync(file, text);
    expect(openWindowSettings(file).get()).toEqual(DEFAULTS);
  });
  test('with one invalid setting keeps the others', () => {
    expect(parseWindowSettings(JSON.stringify({ ...SAVED, bounds: { x: 0, y: 0, width: -5, height: 10 } }))).toEqual({
      ...SAVED,
      bounds: null,
    });
    expect(parseWindowSettings(JSON.stringify({ ...SAVED, zoomLevel: '2', person: 'Ann' }))).toEqual({
      ...SAVED,
      zoomLevel: 0,
    });
  });
  test('with any JSON gives valid settings', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.record({ bounds: fc.jsonValue(), zoomLevel: fc.jsonValue(), appearance: fc.jsonValue() }),
        (text, saved) => {
          for (const read of [parseWindowSettings(text), parseWindowSettings(JSON.stringify(saved))]) {
            expect(Math.abs(read.zoomLevel)).toBeLessThanOrEqual(9);
            expect(['system', 'light', 'dark']).toContain(read.appearance);
          }
        },
      ),
    );
  });
});

describe('a window opens', () => {
  const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
  const monitor: Bounds = { x: 1440, y: 0, width: 2560, height: 1400 };

  test('where it was, if that is completely on one screen', () => {
    const bounds = { x: 1500, y: 100, width: 1280, height: 800 };
    expect(fitToScreens(bounds, [laptop, monitor])).toEqual(bounds);
  });
  test('where the system puts it, if its screen is gone', () => {
    expect(fitToScreens({ x: 1500, y: 100, width: 1280, height: 800 }, [laptop])).toBeUndefined();
    expect(fitToScreens({ x: 0, y: 0, width: 1280, height: 800 }, [])).toBeUndefined();
  });
  test('completely on the screen that shows most of it', () => {
    expect(fitToScreens({ x: 1200, y: -50, width: 1280, height: 800 }, [laptop, monitor])).toEqual({
      x: 1440,
      y: 0,
      width: 1280,
      height: 800,
    });
    expect(fitToScreens({ x: 100, y: 300, width: 3000, height: 2000 }, [laptop])).toEqual(laptop);
  });
  test('never partly off a screen, for any saved position', () => {
    const bounds = fc.record({
      x: fc.integer({ min: -9000, max: 9000 }),
      y: fc.integer({ min: -9000, max: 9000 }),
      width: fc.integer({ min: 1, max: 9000 }),
      height: fc.integer({ min: 1, max: 9000 }),
    });
    const isInside = (inner: Bounds, outer: Bounds): boolean =>
      inner.x >= outer.x &&
      inner.y >= outer.y &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height;
    fc.assert(
      fc.property(bounds, fc.array(bounds, { maxLength: 3 }), (wanted, screens) => {
        const placed = fitToScreens(wanted, screens);
        if (placed !== undefined) expect(screens.some((screen) => isInside(placed, screen))).toBe(true);
      }),
    );
  });
});
