// Folders that other computers can reach are refused. Their names come from what the systems say about their disks.
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findFolderProblem } from '../../../main/data-folder.ts';
import { readMountInfo } from '../../../main/storage/files/mount-info.ts';
import {
  findNetworkType,
  isUncPath,
  networkTypeInMountInfo,
  networkTypeInMountOutput,
} from '../../../main/storage/files/network-folder.ts';
import { openWorkspace } from '../../../main/workspace.ts';
import { createTestClock } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

vi.mock('../../../main/storage/files/mount-info.ts', { spy: true });
afterEach(() => void vi.mocked(readMountInfo).mockReset());

const line = (point: string, type: string, source: string): string =>
  `36 35 98:0 / ${point} rw,noatime master:1 - ${type} ${source} rw`;
const MOUNTS = [
  line('/', 'ext4', '/dev/sda1'),
  line('/home', 'btrfs', '/dev/sda2'),
  line('/mnt/nfs', 'nfs4', 'server:/export'),
  line('/mnt/nfs/inner', 'ext4', '/dev/sdb1'),
  line('/mnt/share\\040with\\040space', 'cifs', '//server/share'),
  line('/mnt/smb', 'smb3', '//server/share'),
  line('/mnt/ssh', 'fuse.sshfs', 'ann@server:/'),
  line('/mnt/cloud', 'fuse.rclone', 'drive:'),
  line('/run/user/1000/gvfs', 'fuse.gvfsd-fuse', 'gvfsd-fuse'),
  line('/mnt/usb', 'fuseblk', '/dev/sdc1'),
  line('/mnt/secret', 'fuse.gocryptfs', '/home/ann/secret'),
  line('/mnt/twice', 'ext4', '/dev/sdd1'),
  line('/mnt/twice', 'nfs', 'server:/export'),
  line('/mnt/vm', '9p', 'host'),
].join('\n');

test.each([
  ['/home/ann/.config/Rekey', undefined],
  ['/mnt/nfs', 'nfs4'],
  ['/mnt/nfs/rekey/firm', 'nfs4'],
  ['/mnt/nfs-not', undefined],
  ['/mnt/nfs/inner/rekey', undefined],
  ['/mnt/share with space/rekey', 'cifs'],
  ['/mnt/smb/rekey', 'smb3'],
  ['/mnt/ssh/rekey', 'fuse.sshfs'],
  ['/mnt/cloud/rekey', 'fuse.rclone'],
  ['/run/user/1000/gvfs/smb-share:server=s,share=t/rekey', 'fuse.gvfsd-fuse'],
  ['/mnt/usb/rekey', undefined],
  ['/mnt/secret/rekey', undefined],
  ['/mnt/twice/rekey', 'nfs'],
  ['/mnt/vm/rekey', '9p'],
])('on Linux, %s is on %s', (folder, type) => {
  expect(networkTypeInMountInfo(MOUNTS, folder)).toBe(type);
});

test('the root file system is the computer’s own, whatever serves it', () => {
  expect(networkTypeInMountInfo(line('/', '9p', 'host'), '/home/ann')).toBeUndefined();
  expect(networkTypeInMountInfo('', '/home/ann')).toBeUndefined();
});

test.each([
  ['/Volumes/Accounts/rekey', 'smbfs'],
  ['/Volumes/Old Server/rekey', 'afpfs'],
  ['/net/home/ann', 'nfs'],
  ['/Users/ann/Library', undefined],
])('on macOS, %s is on %s', (folder, type) => {
  const output = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ann@server/Accounts on /Volumes/Accounts (smbfs, nodev, nosuid, mounted by ann)
//ann@old/Share on /Volumes/Old Server (afpfs, nodev, nosuid, mounted by ann)
server:/home on /net/home (nfs, nodev, nosuid, automounted)`;
  expect(networkTypeInMountOutput(output, folder)).toBe(type);
});

test.each([
  ['\\\\server\\share\\rekey', true],
  ['\\\\?\\UNC\\server\\share', true],
  ['\\\\10.0.0.4\\c$\\rekey', true],
  ['\\\\?\\C:\\rekey', false],
  ['\\\\.\\C:\\rekey', false],
  ['C:\\Users\\ann\\AppData', false],
])('on Windows, %s is a share: %s', (path, isShare) => {
  expect(isUncPath(path)).toBe(isShare);
});

test('a folder on a share is refused, also through a link, and stays empty', async ({ skip }) => {
  skip(process.platform !== 'linux');
  const root = makeTempFolder();
  const share = join(root, 'share');
  const firm = join(root, 'firm');
  mkdirSync(share);
  symlinkSync(share, firm);
  vi.mocked(readMountInfo).mockReturnValue(
    `${line('/', 'ext4', '/dev/sda1')}\n${line(share, 'nfs4', 'server:/export')}`,
  );
  expect(findNetworkType(join(share, 'not', 'yet', 'there'))).toBe('nfs4');
  expect(findFolderProblem([`--user-data-dir=${join(share, 'rekey')}`], join(share, 'rekey'))).toBe('network_folder');
  const none = (): Promise<never> => Promise.reject(new Error('none'));
  for (const folder of [join(share, 'firm'), firm])
    await expect(
      openWorkspace(folder, {
        keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
        clock: createTestClock(),
        appVersion: 'test',
        isSample: false,
        anchorFile: join(root, 'record-anchor.json'),
      }),
    ).rejects.toMatchObject({ name: 'DatabaseProblem', kind: 'network_folder' });
  expect(readdirSync(share)).toEqual([]);
});
