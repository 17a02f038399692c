// npm start on a machine without a session bus: Chromium's lines about it are dropped, and nothing else is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findBusNoise } from '../../scripts/toolchain/bus-noise.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

const NOISE = [
  '[14475:1130/061914.086395:ERROR:dbus/bus.cc:405] Failed to connect to the bus: Failed to connect to socket /run/dbus/system_bus_socket: No such file or directory',
  '[14475:1130/061914.458449:ERROR:dbus/bus.cc:405] Failed to connect to the bus: Could not parse server address: Unknown address type (examples of valid types are "tcp" and on UNIX "unix")',
  '[14475:1130/061914.616114:ERROR:dbus/object_proxy.cc:572] Failed to call method: org.freedesktop.DBus.NameHasOwner: object_path= /org/freedesktop/DBus: unknown error type: ',
];
const KEPT = [
  '[rekey] the data was changed by another program',
  'Error: Failed to connect to the bus: as an error of ours would say it',
  '[14475:1130/061914.086395:ERROR:gpu/gpu_process_host.cc:991] GPU process exited unexpectedly',
  '[14475:1130/061914.086395:ERROR:dbus/object_proxy.cc:572] Failed to call method: org.freedesktop.Secret.Service.Unlock: denied',
  '',
];

test.runIf(process.platform === 'linux')('only where there is no session bus are lines dropped', () => {
  const isNoise = findBusNoise({});
  expect(NOISE.map((line) => isNoise?.(line))).toEqual(NOISE.map(() => true));
  expect(KEPT.map((line) => isNoise?.(line))).toEqual(KEPT.map(() => false));

  const runtime = makeTempFolder();
  expect(findBusNoise({ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: runtime })).toBeDefined();
  expect(findBusNoise({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' })).toBeUndefined();
  mkdirSync(join(runtime, 'bus'));
  expect(findBusNoise({ XDG_RUNTIME_DIR: runtime })).toBeUndefined();
});

test('all other lines of the program are shown, also a last one without an end', () => {
  const file = join(makeTempFolder(), 'run.mjs');
  const processes = pathToFileURL(join(import.meta.dirname, '../../scripts/toolchain/processes.mjs')).href;
  const says = 'for (const word of ["one\\nnoi", "se\\nt\\u00fcr\\n", "last"]) process.stderr.write(word)';
  writeFileSync(
    file,
    `import { run } from ${JSON.stringify(processes)};
await run(process.execPath, ['-e', ${JSON.stringify(says)}], { isNoise: (line) => line.startsWith('noise') });`,
  );
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  expect(spawnSync(process.execPath, [file], { env, encoding: 'utf8' }).stderr).toBe('one\ntür\nlast');
});
