// What no page may do, whatever script runs in it: leave our origin, open windows, get permissions, use a network.
import { app, type Session } from 'electron';
import { ORIGIN } from './scheme.ts';

export function lockDown(sessions: readonly Session[]): void {
  for (const session of sessions) {
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.setPermissionCheckHandler(() => false);
    session.setDevicePermissionHandler(() => false);
    session.on('will-download', (event) => event.preventDefault());
    // No window uses a network: only our own scheme is loaded, and the inspector's in development.
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
