// A real Secret Service (GNOME Keyring) on a D-Bus session of its own, as a desktop has it. Nothing of the system's own
// session is touched, and nothing is started by D-Bus itself.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeTempFolder } from '../support/temp-folder.ts';

const TOOLS = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'];
export const missingTools = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);

const CONFIG = (
  folder: string,
): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

export interface Session {
  /** What a program needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** @param keyrings a folder. @param password undefined: the keyring stays locked. */
  startKeyring(keyrings: string, password: string | undefined): Promise<void>;
  stopKeyring(): Promise<void>;
  close(): Promise<void>;
}

/** A session without a key store. */
export async function startSession(): Promise<Session> {
  const folder = makeTempFolder();
  const config = join(folder, 'session.conf');
  writeFileSync(config, CONFIG(folder));
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await once(bus.stdout, 'data');
  const env = { DBUS_SESSION_BUS_ADDRESS: String(address).trim(), XDG_RUNTIME_DIR: folder };
  let keyring: ChildProcess | undefined;
  const isThere = (): boolean => {
    const question = ['--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner'];
    const args = ['--session', '--print-reply', ...question, 'string:org.freedesktop.secrets'];
    return spawnSync('dbus-send', args, { env, encoding: 'utf8' }).stdout.includes('boolean true');
  };
  const stop = async (child: ChildProcess | undefined): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  return {
    env,
    async startKeyring(keyrings, password) {
      const how = password === undefined ? [] : ['--unlock'];
      const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...how], {
        env: { ...process.env, ...env, XDG_DATA_HOME: keyrings },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      keyring = daemon;
      daemon.stdin.end(password ?? '');
      await expect.poll(isThere).toBe(true);
    },
    stopKeyring: () => stop(keyring),
    async close() {
      await stop(keyring);
      await stop(bus);
    },
  };
}
