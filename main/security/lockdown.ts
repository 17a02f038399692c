// What no page may do, whatever script runs in it: leave our origin, open windows, get permissions, use a network.
import { app, type Session } from 'electron';
import { ORIGIN } from './scheme.ts';

export function lockDown(sessions: readonly Session[]): void {
  for (const session of sessions) {
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.setPermissionCheckHandler(() => false);
    session.setDevicePermissionHandler(() => false);
    session.on('will-download', (event) => event.preventDefault());
    // Rekey is offline: only our own scheme is loaded, and the inspector's in development.
    session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !/^(rekey|devtools):/.test(url) }));
  }
  app.on('web-contents-created', (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp'); // the request filter above does not see WebRTC
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** The sender is the main frame of a window, at our origin. */
export function isOurFrame(frame: Electron.WebFrameMain | null, contents: Electron.WebContents): boolean {
  return frame !== null && frame === contents.mainFrame && frame.url.startsWith(`${ORIGIN}/`);
}

/** Switches that let another program inspect the window or the process, or weaken its protection. */
const FORBIDDEN_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'disable-site-isolation-trials',
  'enable-blink-features',
  'single-process',
  'in-process-gpu',
  'proxy-server',
  'proxy-pac-url',
  'host-rules',
  'host-resolver-rules',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'browser-subprocess-path',
  'log-net-log',
  'log-file',
  'trace-startup',
];

/**
 * A packaged Rekey does not start with one of these.
 * @param hasSwitch Chromium's own parser, which also knows "-switch" and, on Windows, "/switch".
 * @param argv checked as well, because Electron removes some switches before Chromium sees them.
 */
export function findForbiddenSwitch(hasSwitch: (name: string) => boolean, argv: readonly string[]): string | undefined {
  const names = argv.slice(1).map(
    (argument) =>
      argument
        .replace(/^(--?|\/)/, '')
        .split('=')[0]
        ?.toLowerCase() ?? '',
  );
  return FORBIDDEN_SWITCHES.find((name) => hasSwitch(name) || names.includes(name));
}
