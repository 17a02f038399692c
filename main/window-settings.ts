// What this computer remembers of the windows: position, zoom and appearance, in a small JSON file without personal
// data. A missing or broken file means the defaults, and a file that cannot be written is ignored.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readSmallFile } from './storage/files/read-small-file.ts';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

export interface WindowSettings {
  /** Null: the system chooses. */
  readonly bounds: Bounds | null;
  readonly isMaximized: boolean;
  /** Chromium's zoom level: 0 is 100 %, and each step is 20 % larger or smaller. */
  readonly zoomLevel: number;
  readonly appearance: Appearance;
  /** There is a firm, so the first page is the sign-in page. It is shown before the database is opened. */
  readonly opensAtSignIn: boolean;
}

export interface WindowSettingsFile {
  get(): WindowSettings;
  /** Writes the file only if a setting differs. */
  change(part: Partial<WindowSettings>): void;
}

const DEFAULTS: WindowSettings = {
  bounds: null,
  isMaximized: false,
  zoomLevel: 0,
  appearance: 'system',
  opensAtSignIn: false,
};
const MAX_ZOOM = 9;
const MAX_COORDINATE = 32_000;

const isWithin = (value: unknown, max: number): value is number => typeof value === 'number' && Math.abs(value) <= max;

function toBounds(value: unknown): Bounds | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height } = value as Readonly<Record<string, unknown>>;
  if (![x, y, width, height].every((part) => Number.isInteger(part) && isWithin(part, MAX_COORDINATE))) return null;
  const bounds = { x, y, width, height } as Bounds;
  return bounds.width > 0 && bounds.height > 0 ? bounds : null;
}

/** Each setting is checked alone: an invalid one takes its default, and the others stay. */
export function parseWindowSettings(text: string): WindowSettings {
  let saved: Readonly<Record<string, unknown>>;
  try {
    saved = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return DEFAULTS;
  }
  const { bounds, isMaximized, zoomLevel, appearance, opensAtSignIn } = saved;
  return {
    bounds: toBounds(bounds),
    isMaximized: isMaximized === true,
    zoomLevel: isWithin(zoomLevel, MAX_ZOOM) ? zoomLevel : DEFAULTS.zoomLevel,
    appearance: APPEARANCES.find((known) => known === appearance) ?? DEFAULTS.appearance,
    opensAtSignIn: opensAtSignIn === true,
  };
}

/** A screen that shows less of a window than this does not count: a person could not find or move the window. */
const MIN_VISIBLE_WIDTH = 200;
const MIN_VISIBLE_HEIGHT = 100;

/**
 * Moves `bounds` completely onto the screen that shows most of them.
 * @param screens the work area of each screen.
 * @returns undefined when no screen shows them any more.
 */
export function fitToScreens(bounds: Bounds, screens: readonly Bounds[]): Bounds | undefined {
  const visible = (screen: Bounds): { readonly width: number; readonly height: number } => ({
    width: Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x),
    height: Math.min(bounds.y + bounds.height, screen.y + screen.height) - Math.max(bounds.y, screen.y),
  });
  const candidates = screens.filter(
    (screen) => visible(screen).width >= MIN_VISIBLE_WIDTH && visible(screen).height >= MIN_VISIBLE_HEIGHT,
  );
  const area = (screen: Bounds): number => visible(screen).width * visible(screen).height;
  const best = candidates.sort((a, b) => area(b) - area(a))[0];
  if (best === undefined) return undefined;
  const width = Math.min(bounds.width, best.width);
  const height = Math.min(bounds.height, best.height);
  const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));
  return {
    x: clamp(bounds.x, best.x, best.x + best.width - width),
    y: clamp(bounds.y, best.y, best.y + best.height - height),
    width,
    height,
  };
}

export function openWindowSettings(file: string): WindowSettingsFile {
  let settings = read(file);
  return {
    get: () => settings,
    change(part) {
      const before = JSON.stringify(settings);
      settings = { ...settings, ...part };
      if (JSON.stringify(settings) === before) return;
      try {
        // Written to a second file and renamed: a killed process leaves the old file or the new one, never half of it.
        rmSync(`${file}.new`, { force: true });
        writeFileSync(`${file}.new`, `${JSON.stringify(settings)}\n`, { flag: 'wx', mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch {
        // The disk is full: the next window opens where the system puts it.
      }
    },
  };
}

function read(file: string): WindowSettings {
  try {
    return parseWindowSettings(readSmallFile(file) ?? '');
  } catch {
    return DEFAULTS;
  }
}
