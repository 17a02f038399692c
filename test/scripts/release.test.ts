// What dist asks for before it calls anything a release.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPlaceholders, readIdentity } from '../../scripts/packages/identity.mjs';
import { findReleaseProblems, type ReleaseCheck, releaseNotes } from '../../scripts/packages/release.mjs';

const ROOT = join(import.meta.dirname, '../..');
const identity = {
  ...readIdentity(),
  homepage: 'https://ashworth.example',
  author: { name: 'Ashworth', email: 'rekey@ashworth.example' },
  license: 'SEE LICENSE IN LICENSE',
  publisher: { appId: 'com.rekey.desktop', copyright: 'Copyright © Ashworth', releaseKey: 'ssh-ed25519 AAAA' },
};
const electron = { version: '45.4.1', source: 'official' };
const check: ReleaseCheck = {
  version: '0.4.0',
  commit: 'c0ffee',
  isChanged: false,
  electron,
  system: 'linux 6.1 x64',
  isWhole: true,
  total: { passed: 10, failed: 0, skipped: 1 },
  at: '2026-11-30T12:00:00.000Z',
};
const complete = {
  identity,
  licence: 'The terms.',
  electron,
  sources: { commit: 'c0ffee', isChanged: false },
  check,
  keyFile: '/media/key',
};

test('where nothing is missing, it is a release', () => {
  expect(findReleaseProblems(complete)).toEqual([]);
});

test('today the placeholders of the publisher stand, so nothing can be released', () => {
  const open = findPlaceholders(readIdentity(), readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  expect(open.map((sentence) => sentence.split(' ')[0])).toEqual([
    'homepage',
    'author.email',
    'license',
    'LICENSE',
    'publisher.releaseKey',
  ]);
});

test.each<[string, Partial<typeof complete>, string]>([
  [
    'a copy of Electron',
    { electron: { version: '42.0.0', source: 'copy' } },
    'Electron 42.0.0 is not the official download.',
  ],
  ['changed files', { sources: { commit: 'c0ffee', isChanged: true } }, 'files differ from the commit'],
  ['no check', { check: undefined as never }, 'npm run check:release has not run here, or not to its end.'],
  ['a check of another commit', { check: { ...check, commit: 'beef' } }, 'ran with other sources'],
  ['a check of changed files', { check: { ...check, isChanged: true } }, 'ran with other sources'],
  [
    'a check in a copy of Electron',
    { check: { ...check, electron: { version: '42.0.0', source: 'copy' } } },
    'ran in another Electron: 42.0.0 (copy)',
  ],
  ['a part of the tests', { check: { ...check, isWhole: false } }, 'ran a part of the tests only'],
  ['a failed test', { check: { ...check, total: { passed: 9, failed: 1, skipped: 0 } } }, '9 passed, 1 failed'],
  ['no tests', { check: { ...check, total: { passed: 0, failed: 0, skipped: 9 } } }, '0 passed, 0 failed'],
  ['no key', { keyFile: undefined as never }, 'REKEY_RELEASE_KEY does not name'],
])('%s is no release', (_, change, sentence) => {
  expect(findReleaseProblems({ ...complete, ...change })).toContainEqual(expect.stringContaining(sentence));
});

test('the release notes say what ran, and name a copy of Electron as one', () => {
  const changeLog = `# Changelog\n\n## ${readIdentity().version} (unreleased)\n\n- A change.\n\n## 0.0.1\n\n- An old one.\n`;
  expect(releaseNotes(changeLog, check)).toContain('- A change.');
  expect(releaseNotes(changeLog, check)).not.toContain('An old one');
  expect(releaseNotes(changeLog, check)).toContain(
    '10 tests passed, 0 failed, 1 were skipped, in the official Electron 45.4.1',
  );
  const copied = releaseNotes(changeLog, { ...check, electron: { version: '42.0.0', source: 'copy' } });
  expect(copied).toContain('in the Electron 42.0.0 (copy)');
  expect(copied).not.toContain('official');
});

test('the names of the publisher stand in package.json and nowhere else', () => {
  for (const file of ['electron-builder.yml', 'build/installer.nsi', 'scripts/dist.mjs']) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const name of [readIdentity().publisher.appId, readIdentity().author.email, readIdentity().homepage])
      expect(text).not.toContain(name);
  }
});
