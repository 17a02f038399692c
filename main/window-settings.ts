// What this computer remembers of the windows: where they stood, zoom and appearance. A small JSON file, never about people.
// A file that is missing, broken or of another version is as good as none; one that cannot be written is not worth a message.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

export interface WindowSettings {
  /** Null: as the system likes. */
  readonly bounds: Bounds | null;
  readonly isMaximized: boolean;
  /** Chromium's scale: 0 is 100 %, each step a fifth more or less. */
  readonly zoomLevel: number;
  readonly appearance: Appearance;
  /** There is a firm, so the first page is the sign-in page: it can be shown before the database is opened. */
  readonly opensAtSignIn: boolean;
}

export interface WindowSettingsFile {
  get(): WindowSettings;
  /** Writes only what is new. */
  change(part: Partial<WindowSettings>): void;
}

const DEFAULTS: WindowSettings = {
  bounds: null,
  isMaximized: false,
  zoomLevel: 0,
  appearance: 'system',
  opensAtSignIn: false,
};
const MOST_ZOOM = 9;
const LARGEST = 32_000;

const isWithin = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Math.abs(value) <= most;

function toBounds(value: unknown): Bounds | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height } = value as Readonly<Record<string, unknown>>;
  if (![x, y, width, height].every((part) => Number.isInteger(part) && isWithin(part, LARGEST))) return null;
  const bounds = { x, y, width, height } as Bounds;
  return bounds.width > 0 && bounds.height > 0 ? bounds : null;
}

/** Each setting stands for itself: one that makes no sense takes its default, the others stay. */
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
    zoomLevel: isWithin(zoomLevel, MOST_ZOOM) ? zoomLevel : DEFAULTS.zoomLevel,
    appearance: APPEARANCES.find((known) => known === appearance) ?? DEFAULTS.appearance,
    opensAtSignIn: opensAtSignIn === true,
  };
}

/** Enough of a window to be found and moved with the mouse. */
const SEEN_WIDTH = 200;
const SEEN_HEIGHT = 100;

/**
 * Where a window goes that stood at `bounds`: wholly on the screen that shows most of it, or undefined when that screen is gone.
 * @param screens the parts of the screens that windows may cover.
 */
export function fitToScreens(bounds: Bounds, screens: readonly Bounds[]): Bounds | undefined {
  const seen = (screen: Bounds): { readonly width: number; readonly height: number } => ({
    width: Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x),
    height: Math.min(bounds.y + bounds.height, screen.y + screen.height) - Math.max(bounds.y, screen.y),
  });
  const candidates = screens.filter((screen) => seen(screen).width >= SEEN_WIDTH && seen(screen).height >= SEEN_HEIGHT);
  const area = (screen: Bounds): number => seen(screen).width * seen(screen).height;
  const best = candidates.sort((a, b) => area(b) - area(a))[0];
  if (best === undefined) return undefined;
  const width = Math.min(bounds.width, best.width);
  const height = Math.min(bounds.height, best.height);
  const within = (at: number, least: number, most: number): number => Math.max(least, Math.min(at, most));
  return {
    x: within(bounds.x, best.x, best.x + best.width - width),
    y: within(bounds.y, best.y, best.y + best.height - height),
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
        // Written beside and renamed: a kill leaves the old file or the new one.
        writeFileSync(`${file}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch {
        // A full disk: the window opens where the system likes next time.
      }
    },
  };
}

function read(file: string): WindowSettings {
  try {
    return parseWindowSettings(readFileSync(file, 'utf8'));
  } catch {
    return DEFAULTS;
  }
}
