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

/** Switches that let another program look into the window or the process: a packaged Rekey does not start with them. */
export function findForbiddenSwitch(argv: readonly string[]): string | undefined {
  return argv.find((argument) =>
    /^--(inspect|remote-debugging|remote-allow-origins|js-flags|load-extension|disable-web-security|proxy-server)/.test(argument),
  );
}
