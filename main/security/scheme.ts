// Our own scheme instead of file://: pages come from one folder, carry their policy, and can read no other file.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { CONTENT_SECURITY_POLICY } from './policy.ts';

const SCHEME = 'rekey';
export const ORIGIN = `${SCHEME}://app`;

const text = (mimeType: string) => ({ mimeType, charset: 'utf-8' });
const TYPES: Readonly<Record<string, { readonly mimeType: string; readonly charset?: string }>> = {
  '.html': text('text/html'),
  '.js': text('text/javascript'),
  '.css': text('text/css'),
  '.woff2': { mimeType: 'font/woff2' },
  '.svg': text('image/svg+xml'),
  '.png': { mimeType: 'image/png' },
};
/** Chromium's ERR_FILE_NOT_FOUND. */
const FILE_NOT_FOUND = -6;
const HEADERS = { 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' };

/** Must be called before the application is ready. */
export function registerScheme(): void {
  // standard: it has origins like https. secure: its pages are secure contexts. Nothing else is enabled.
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/**
 * Serves `folder` at `rekey://app/`. It uses registerBufferProtocol although it is deprecated: protocol.handle loads
 * Node's fetch first (29 ms in Electron 42), and the first page came 40 ms later; see docs/performance.md.
 */
export function serveRenderer(session: Session, folder: string): void {
  session.protocol.registerBufferProtocol(SCHEME, (request, answer) => {
    // A failure and no empty page: an empty window would say nothing.
    const nothing = (): void => answer({ error: FILE_NOT_FOUND });
    const file = fileOf(request.url, folder);
    const type = TYPES[extname(file ?? '')];
    if (file === undefined || type === undefined) return nothing();
    readFile(file).then((data) => answer({ data, ...type, headers: HEADERS }), nothing);
  });
}

/** Undefined for an address outside the folder. */
function fileOf(address: string, folder: string): string | undefined {
  try {
    const url = new URL(address);
    const file = normalize(join(folder, decodeURIComponent(url.pathname)));
    return url.host === 'app' && file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined; // not an address, or an incomplete escape sequence
  }
}
