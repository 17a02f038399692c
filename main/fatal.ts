// What Rekey does when main itself fails where nothing catches it.
//
// An exception: Rekey ends in order and starts again. Nobody knows what the interrupted work has left in memory, and
// who is signed in where is kept there. A start begins in a known state, because it ends every session and opens only a
// database that is whole. Each act is one transaction, so none is half done.
//
// A rejected promise that nobody waits for: it is logged, and Rekey goes on. Every change is a synchronous transaction
// with no `await` in it, and the door answers the failures of requests itself. What is left are wishes to the system,
// such as opening the data folder. They leave nothing behind.
import { app, dialog } from 'electron';

/** An error that comes earlier than this would come again at once: a restart would go round in circles. */
const RESTARTS_AFTER_S = 60;

/** @param closeFirm closes the database; it may be called at any time. */
export function watchMain(log: (line: string) => void, closeFirm: () => void): void {
  let isEnding = false;
  process.on('uncaughtException', (error) => {
    log(`uncaught: ${error.stack ?? error.message}`);
    if (isEnding) return;
    isEnding = true;
    try {
      closeFirm();
    } catch (closing) {
      log(`not closed: ${String(closing)}`);
    }
    const isRestarting = process.uptime() > RESTARTS_AFTER_S;
    dialog.showErrorBox(
      isRestarting ? 'Rekey has to start again' : 'Rekey has to close',
      `Something happened that Rekey did not expect. What was saved is safe, and nothing is half done. Everybody has to sign in again. The log says why: it is in ${app.getPath('userData')}, under logs.`,
    );
    if (isRestarting) relaunch();
    app.exit(1);
  });
  process.on('unhandledRejection', (reason) =>
    log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`),
  );
}

/** An AppImage is started by its own file: the folder that it is mounted at is gone when Rekey has ended. */
function relaunch(): void {
  const { APPIMAGE } = process.env;
  app.relaunch(APPIMAGE === undefined ? {} : { execPath: APPIMAGE });
}
