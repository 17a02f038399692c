// What no page of ours may ever do, whatever script runs in it: leave, open windows, ask for permissions, reach a network.
import { app, type Session } from 'electron';
import { ORIGIN } from './scheme.ts';

export function lockDown(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  // Offline by construction: only our own scheme (and the inspector's, in development) is ever loaded.
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !/^(rekey|devtools):/.test(details.url) }));
  app.on('web-contents-created', (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp'); // the request filter does not see WebRTC
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** The frame that speaks is the main frame of one of our windows, at our origin. */
export function isOurFrame(frame: Electron.WebFrameMain | null, contents: Electron.WebContents): boolean {
  return frame !== null && frame === contents.mainFrame && frame.url.startsWith(`${ORIGIN}/`);
}

/** Switches that let another program look into the window or the process, or bend what protects it. */
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
 * @param hasSwitch Chromium's own parser: it also knows "-switch" and, on Windows, "/switch". The list of arguments is
 * looked at as well, for what Electron takes out before Chromium sees it.
 */
export function findForbiddenSwitch(hasSwitch: (name: string) => boolean, argv: readonly string[]): string | undefined {
  const asGiven = argv.slice(1).map(
    (argument) =>
      argument
        .replace(/^(--?|\/)/, '')
        .split('=')[0]
        ?.toLowerCase() ?? '',
  );
  return FORBIDDEN_SWITCHES.find((name) => hasSwitch(name) || asGiven.includes(name));
}
