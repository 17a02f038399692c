// Whether this computer is a desktop of the firm's server. It is looked at before anything of a firm is loaded: a desktop has none.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/** It is there on a desktop of the firm's server: see line/joined-server.ts. */
export const serverFile = (): string => join(app.getPath('userData'), 'server.json');
/** Beside it: see line/seen-record.ts. */
export const seenRecordFile = (): string => join(app.getPath('userData'), 'seen-record.json');
export const hasJoined = (): boolean => existsSync(serverFile());
