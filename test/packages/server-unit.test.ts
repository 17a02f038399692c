// The unit of systemd in the deb, under a real systemd: Debian boots in a container (systemd-nspawn), the unit serves a firm
// as an account of its own, restarts after a kill, and stays down where there is no firm.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFirm } from '../e2e/prepared-firm.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openDebian } from './debian.ts';

const base = process.env['REKEY_DEBIAN_12'] ?? '';
const file = process.env['REKEY_PACKAGE_DEB'] ?? '';

/** What is done inside, after the boot. Each answer is a line of its own. */
const INSIDE = `
serving() { journalctl --boot --unit rekey-server --output cat | grep -c "^serving "; }
until_serving() { for i in $(seq 100); do test "$(serving)" -ge "$1" && return; sleep 0.3; done; }
status() {
  systemd-run --quiet --pipe --wait --property=DynamicUser=yes --property=User=rekey-server --property=StateDirectory=rekey \\
    --property=StateDirectoryMode=0700 /opt/Rekey/rekey --serve --status --user-data-dir=/var/lib/rekey 2>/dev/null
}
echo "enabled: $(systemctl is-enabled rekey-server)"
systemctl start rekey-server
until_serving 1
journalctl --boot --unit rekey-server --output cat | grep "^serving "
echo "status: $(status)"
main=$(systemctl show rekey-server --property=MainPID --value)
echo "account: $(stat --format %u /proc/$main), folder: $(stat --format '%a %u' /var/lib/private/rekey)"
echo "seccomp: $(grep -c "^Seccomp:.2" /proc/$main/status), capabilities: $(sed -n "s/^CapEff:.//p" /proc/$main/status)"
kill -KILL $main
until_serving 2
echo "restarts: $(systemctl show rekey-server --property=NRestarts --value)"
systemctl stop rekey-server
echo "stopped: $(systemctl show rekey-server --property=Result --value)"
# The starts of before count for two minutes.
systemctl reset-failed rekey-server 2>/dev/null
mv /var/lib/private/rekey/firm /var/lib/private/rekey/elsewhere
systemctl start rekey-server
for i in $(seq 200); do test "$(systemctl show rekey-server --property=Result --value)" = start-limit-hit && break; sleep 0.3; done
echo "without a firm: $(systemctl is-active rekey-server), $(systemctl show rekey-server --property=NRestarts --value) restarts"
systemctl poweroff --no-block
`;

test('under systemd, the unit serves the firm as an account of its own, and starts again after a kill', async () => {
  const debian = openDebian(base);
  onTestFinished(() => debian.end());
  debian.run('apt-get', 'update');
  debian.run('apt-get', 'install', '-y', '--no-install-recommends', 'systemd', 'dbus', debian.bring(file));
  const prepared = makeTempFolder();
  await prepareFirm(prepared);
  const state = join(debian.root, 'var', 'lib', 'private', 'rekey');
  mkdirSync(join(state, '..'), { recursive: true, mode: 0o700 });
  cpSync(prepared, state, { recursive: true });
  writeFileSync(join(debian.root, 'root', 'inside.sh'), INSIDE);
  const units = join(debian.root, 'etc', 'systemd', 'system');
  writeFileSync(
    join(units, 'inside.service'),
    '[Unit]\nAfter=multi-user.target\n[Service]\nType=oneshot\nExecStart=/bin/sh /root/inside.sh\nStandardOutput=file:/root/inside.log\n',
  );
  mkdirSync(join(units, 'default.target.wants'), { recursive: true });
  symlinkSync('../inside.service', join(units, 'default.target.wants', 'inside.service'));

  const boot = ['--quiet', '--register=no', '--keep-unit', '--console=pipe', '--private-network', '--boot'];
  const booted = spawnSync('systemd-nspawn', [...boot, `--directory=${debian.root}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  const log = readFileSync(join(debian.root, 'root', 'inside.log'), 'utf8');
  process.stdout.write(log);
  expect(booted.error).toBeUndefined();
  expect(log.split('\n')).toEqual([
    'enabled: disabled',
    // The container has no network, so no address follows.
    'serving Ashworth & Partners on',
    expect.stringMatching(/^status: \{.*"version":"\d+\.\d+\.\d+".*"keyProtection".*\}$/),
    // The numbers of dynamic accounts; the folder belongs to the same one.
    expect.stringMatching(/^account: (6\d{4}), folder: 700 \1$/),
    'seccomp: 1, capabilities: 0000000000000000',
    'restarts: 1',
    'stopped: success',
    'without a firm: failed, 5 restarts',
    '',
  ]);
});
