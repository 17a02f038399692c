// A prepared folder takes the place of a firm's, or the old one stays: also where a rename fails, and where somebody has
// removed what was prepared.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  clearStaging,
  dropReplaced,
  finishReplacing,
  replaceFolder,
  stagingOf,
} from '../../../main/storage/files/replace-folder.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

/** An old firm, a prepared one, and anchors of both. */
function makePlace(name = 'firm') {
  const root = makeTempFolder();
  const folder = join(root, name);
  const anchorFile = join(root, 'anchors', 'record-anchor.json');
  mkdirSync(folder);
  mkdirSync(dirname(anchorFile));
  mkdirSync(join(stagingOf(folder), 'firm'), { recursive: true });
  writeFileSync(join(folder, 'who'), 'old');
  writeFileSync(anchorFile, 'old');
  writeFileSync(join(stagingOf(folder), 'firm', 'who'), 'new');
  writeFileSync(join(stagingOf(folder), 'record-anchor.json'), 'new');
  const whoIsThere = (): string => readFileSync(join(folder, 'who'), 'utf8');
  return { root, folder, anchorFile, note: `${folder}-restore.txt`, whoIsThere };
}

test('a rename that fails after the first one leaves the old folder, and no start goes on later', () => {
  const { folder, anchorFile, note, whoIsThere } = makePlace();
  rmSync(dirname(anchorFile), { recursive: true });
  expect(() => replaceFolder(folder, anchorFile)).toThrow('ENOENT');
  expect([whoIsThere(), existsSync(note)]).toEqual(['old', false]);
  mkdirSync(dirname(anchorFile));
  expect(finishReplacing(folder, anchorFile)).toBe(false);
  expect(whoIsThere()).toBe('old');
});

test('an old folder that cannot be kept aside stays where it is, and no start goes on later', () => {
  // The name of the folder aside is one letter longer than file systems take.
  const { folder, anchorFile, note, whoIsThere } = makePlace('f'.repeat(255 - '-restore.txt.new'.length));
  expect(() => replaceFolder(folder, anchorFile)).toThrow('ENAMETOOLONG');
  expect([whoIsThere(), readFileSync(anchorFile, 'utf8'), existsSync(note)]).toEqual(['old', 'old', false]);
});

test.each([
  'before the first rename',
  'after it',
])('what somebody removes %s is given up, and the old folder is back', (when) => {
  const { root, folder, anchorFile, note, whoIsThere } = makePlace();
  writeFileSync(note, '1');
  if (when === 'after it') {
    mkdirSync(`${folder}-before-restore-1`);
    renameSync(folder, join(`${folder}-before-restore-1`, 'firm'));
  }
  rmSync(stagingOf(folder), { recursive: true });
  finishReplacing(folder, anchorFile);
  expect([whoIsThere(), readFileSync(anchorFile, 'utf8')]).toEqual(['old', 'old']);
  expect(readdirSync(root)).not.toContain('firm-restore.txt');
});

test('a kill while the note is written leaves the old folder and no half note', () => {
  const { root, folder, anchorFile, note, whoIsThere } = makePlace();
  writeFileSync(`${note}.new`, '');
  expect(finishReplacing(folder, anchorFile)).toBe(false);
  expect(whoIsThere()).toBe('old');
  expect(readdirSync(root).sort()).toEqual(['anchors', 'firm']);
});

test('what stands in the place of Rekey’s own names is moved aside and stays', () => {
  const { root, folder, anchorFile, note, whoIsThere } = makePlace();
  for (const name of [note, `${note}.new`]) {
    mkdirSync(name);
    writeFileSync(join(name, 'of somebody'), 'letters');
  }
  symlinkSync(join(root, 'nowhere'), `${folder}-before-restore-1`);
  replaceFolder(folder, anchorFile);
  expect([whoIsThere(), readFileSync(anchorFile, 'utf8')]).toEqual(['new', 'new']);
  expect(readFileSync(join(`${folder}-before-restore-2`, 'firm', 'who'), 'utf8')).toBe('old');
  for (const name of [note, `${note}.new`])
    expect(readFileSync(join(`${name}-in-the-way-1`, 'of somebody'), 'utf8')).toBe('letters');
  // No start takes the folder for a note, and a link that takes the place of the folder aside stops no start.
  mkdirSync(note);
  expect(finishReplacing(folder, anchorFile)).toBe(false);
  rmSync(note, { recursive: true });
  rmSync(`${folder}-before-restore-1`);
  symlinkSync(join(root, 'nowhere'), `${folder}-before-restore-1`);
  writeFileSync(note, '1');
  expect(finishReplacing(folder, anchorFile)).toBe(true);
  expect(whoIsThere()).toBe('new');
});

test('links that lead nowhere in the places of the firm and its anchor are moved aside with the old firm', () => {
  const { root, folder, anchorFile, whoIsThere } = makePlace();
  rmSync(folder, { recursive: true });
  rmSync(anchorFile);
  for (const place of [folder, anchorFile]) symlinkSync(join(root, 'nowhere'), place);
  replaceFolder(folder, anchorFile);
  expect([whoIsThere(), readFileSync(anchorFile, 'utf8')]).toEqual(['new', 'new']);
});

test('a link in the place where a firm is prepared is removed, and nothing behind it', () => {
  const { root, folder } = makePlace();
  const other = join(root, 'other');
  rmSync(stagingOf(folder), { recursive: true });
  mkdirSync(other);
  writeFileSync(join(other, 'of somebody'), 'letters');
  symlinkSync(other, stagingOf(folder));
  clearStaging(folder);
  expect([existsSync(stagingOf(folder)), readdirSync(other)]).toEqual([false, ['of somebody']]);
});

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'what was there before and cannot be removed keeps nothing from being done, and the rest is removed',
  ({ skip }) => {
    const { root, folder } = makePlace();
    const kept = join(`${folder}-before-restore-1`, 'firm');
    mkdirSync(kept, { recursive: true });
    mkdirSync(`${folder}-before-restore-2`);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', kept]);
    // A container may forbid it, for root too.
    if (status !== 0) return skip();
    try {
      dropReplaced(folder);
      expect(readdirSync(root).filter((name) => name.includes('before'))).toEqual(['firm-before-restore-1']);
    } finally {
      spawnSync('umount', [kept]);
    }
    dropReplaced(folder);
    expect(existsSync(kept)).toBe(false);
  },
);
