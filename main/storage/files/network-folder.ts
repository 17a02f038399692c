// Recognises folders that other computers can reach. Two computers cannot share a database: each would lock it for
// itself only, and the write-ahead log needs memory that both share.
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { readMountInfo } from './mount-info.ts';

/** Types of file systems that another computer serves, as Linux and macOS name them. */
const NETWORK_TYPES =
  /^(nfs\d?|cifs|smb\d?|smbfs|ncpfs?|afs|afpfs|webdav|davfs\d?|9p|ceph|lustre|beegfs|gpfs|glusterfs|ocfs2|gfs2|orangefs|pvfs2|vboxsf|prl_fs|vmhgfs|virtiofs|macfuse|osxfuse)$/;
/** FUSE can be anything. These are disks of this computer. */
const LOCAL_FUSE =
  /^fuse\.(ntfs|ntfs-3g|exfat|ext[234]?|fuse2fs|ecryptfs|encfs|gocryptfs|cryfs|bindfs|mergerfs|lxcfs|fuse-overlayfs)$/;

const isNetworkType = (type: string): boolean =>
  NETWORK_TYPES.test(type) || (type.startsWith('fuse.') && !LOCAL_FUSE.test(type));

/**
 * @param mountInfo the text of /proc/self/mountinfo.
 * @returns the type of the network file system that holds the folder, if it is one. The root file system counts as the
 * computer's own.
 */
export function networkTypeInMountInfo(mountInfo: string, folder: string): string | undefined {
  const mounts = mountInfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before
      .split(' ')[4]
      ?.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    return point === undefined ? [] : [{ point, type: after.split(' ')[0] ?? '' }];
  });
  return networkTypeOf(mounts, folder);
}

/** @param output of macOS's `mount`: `//ann@server/share on /Volumes/share (smbfs, nodev)`. */
export function networkTypeInMountOutput(output: string, folder: string): string | undefined {
  const mounts = [...output.matchAll(/^.* on (\/.*) \(([^,)]+)/gm)].map(([, point = '', type = '']) => ({
    point,
    type,
  }));
  return networkTypeOf(mounts, folder);
}

/** The longest mount point wins, and of two at the same place the later one. */
function networkTypeOf(
  mounts: readonly { readonly point: string; readonly type: string }[],
  folder: string,
): string | undefined {
  let holder = { point: '/', type: '' };
  for (const mount of mounts)
    if (mount.point.length >= holder.point.length && `${folder}/`.startsWith(`${mount.point.replace(/\/$/, '')}/`))
      holder = mount;
  return holder.point !== '/' && isNetworkType(holder.type) ? holder.type : undefined;
}

/** @param path as Windows resolves it: a drive letter of a network folder becomes `\\server\share`. */
export const isUncPath = (path: string): boolean => /^\\\\(\?\\UNC\\|(?![?.]\\))/i.test(path);

/** @returns the type of the network file system that the folder is on, or would be created on. */
export function findNetworkType(folder: string): string | undefined {
  const existing = nearestExisting(folder);
  if (process.platform === 'win32') return isUncPath(existing) ? 'a Windows share' : undefined;
  try {
    if (process.platform === 'linux') return networkTypeInMountInfo(readMountInfo(), existing);
    if (process.platform === 'darwin')
      return networkTypeInMountOutput(execFileSync('/sbin/mount', { encoding: 'utf8' }), existing);
  } catch {
    // The system does not say. The claim on the folder still names the other computer.
  }
  return undefined;
}

function nearestExisting(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    const parent = dirname(folder);
    return parent === folder ? folder : nearestExisting(parent);
  }
}
