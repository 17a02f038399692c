// Chromium's own lines about D-Bus. Where nobody has a session bus, they fill a page and mean nothing: Rekey itself says
// what the missing key store means. Where there is a bus, they may mean something, and none is dropped.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What Chromium asks of a bus at its start: whether one is there, and who is on it. */
const BUS_LINE =
  /^\[\d+:\d{4}\/\d{6}\.\d+:(?:ERROR|WARNING):(?:components\/)?dbus\/[\w/]+\.cc:\d+\] (?:Failed to connect to the bus: |Failed to call method: org\.freedesktop\.DBus\.)/;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {((line: string) => boolean) | undefined} undefined where no line is dropped
 */
export function findBusNoise({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }) {
  if (process.platform !== 'linux' || (DBUS_SESSION_BUS_ADDRESS ?? '') !== '') return undefined;
  if ((XDG_RUNTIME_DIR ?? '') !== '' && existsSync(join(XDG_RUNTIME_DIR ?? '', 'bus'))) return undefined;
  return (line) => BUS_LINE.test(line);
}
