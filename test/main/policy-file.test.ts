// The policy file of the firm's IT: what it fixes, and each way in which it cannot be used.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy, readPolicyFile, systemPolicyPlace } from '../../main/policy-file.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const isWindows = process.platform === 'win32';
const owner = process.getuid?.() ?? 0;
const SAFE = { idleLockMinutesAtMost: 10, secondApproverRequired: true, noSampleData: true };

function makePlace(content?: string | Uint8Array) {
  const folder = join(makeTempFolder(), 'rekey');
  mkdirSync(folder, { mode: 0o755 });
  const file = join(folder, 'policy.json');
  if (content !== undefined) writeFileSync(file, content, { mode: 0o644 });
  return { folder, file, platform: 'linux' as NodeJS.Platform, owner };
}
const read = (content: string | Uint8Array) => readPolicyFile(makePlace(content));
const problemOf = (content: string | Uint8Array) => {
  const { state, problem, settings } = read(content);
  expect([state, settings]).toEqual(['broken', SAFE]);
  return problem;
};

test('without a file nothing is fixed', () => {
  const { file, ...place } = makePlace();
  expect(readPolicyFile({ file, ...place })).toEqual({ file, state: 'absent', problem: null, settings: {} });
});

test('each setting is read as it is written', () => {
  const place = makePlace(
    JSON.stringify({
      idleLockMinutesAtMost: 5,
      secondApproverRequired: true,
      backupFolder: '/srv/backups',
      signInPlace: ' On the computer at reception. ',
      serverAddress: 'rekey.quill.example',
      noSampleData: true,
      updateFolder: '/mnt/rekey',
    }),
  );
  expect(readPolicyFile(place)).toEqual({
    file: place.file,
    state: 'in_use',
    problem: null,
    settings: {
      idleLockMinutesAtMost: 5,
      secondApproverRequired: true,
      backupFolder: '/srv/backups',
      signInPlace: 'On the computer at reception.',
      serverAddress: { host: 'rekey.quill.example', port: 27443 },
      noSampleData: true,
      updateFolder: '/mnt/rekey',
    },
  });
});

test('an empty object fixes nothing, and the mark of an encoding is no part of the file', () => {
  expect(read('{}')).toMatchObject({ state: 'in_use', settings: {} });
  expect(read('\uFEFF{"noSampleData":true}')).toMatchObject({ state: 'in_use', settings: { noSampleData: true } });
});

test.each([
  ['nothing', ''],
  ['a text', 'idleLockMinutesAtMost: 5'],
  ['a list', '[]'],
  ['a number', '5'],
  ['null', 'null'],
  ['a comment', '{ // of our IT\n "noSampleData": true }'],
  ['a comma too many', '{"noSampleData":true,}'],
  ['another encoding', Buffer.from('{"noSampleData":true}', 'utf16le')],
  ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0x7d])],
])('%s is no policy, and what is safe is fixed', (_what, content) => {
  expect(problemOf(content)).toEqual({ kind: 'not_json', key: '' });
});

test.each([
  'idleLockMinutes',
  'IdleLockMinutesAtMost',
  '__proto__',
  'constructor',
  'toString',
])('the key %s is unknown, also beside known ones', (key) => {
  expect(problemOf(`{"noSampleData":true,"${key}":5}`)).toEqual({ kind: 'unknown_key', key });
});

test('an unknown key is named in letters that show, and shortened', () => {
  expect(problemOf('{"a\u202e b\\n":1}')?.key).toBe('a??b?');
  expect(problemOf(`{"${'x'.repeat(500)}":1}`)?.key).toBe('x'.repeat(40));
});

test.each<[string, unknown]>([
  ['idleLockMinutesAtMost', 0],
  ['idleLockMinutesAtMost', 61],
  ['idleLockMinutesAtMost', 5.5],
  ['idleLockMinutesAtMost', '5'],
  ['idleLockMinutesAtMost', null],
  // Who does not want it leaves it out: a policy fixes the stricter setting, or none.
  ['secondApproverRequired', false],
  ['secondApproverRequired', 1],
  ['noSampleData', false],
  ['backupFolder', 'backups'],
  ['backupFolder', ''],
  ['backupFolder', '/srv/\0'],
  ['backupFolder', `/${'x'.repeat(5000)}`],
  ['backupFolder', '/srv/\ud800'],
  ['backupFolder', '/srv/a\nb'],
  ['updateFolder', 'https://rekey.invalid/'],
  ['updateFolder', ['/mnt']],
  ['signInPlace', ''],
  ['signInPlace', 'x'.repeat(301)],
  ['serverAddress', 'two words'],
  ['serverAddress', 'https://rekey.invalid/'],
  ['serverAddress', 'office:0'],
])('%s takes no %j', (key, value) => {
  expect(problemOf(JSON.stringify({ noSampleData: true, [key]: value }))).toEqual({ kind: 'wrong_value', key });
});

test.each([
  ['{"idleLockMinutesAtMost":5,"idleLockMinutesAtMost":60}', 'idleLockMinutesAtMost'],
  ['{"noSampleData":true, "no\\u0053ampleData" : true}', 'noSampleData'],
])('a key that stands there twice is refused: %s', (content, key) => {
  expect(problemOf(content)).toEqual({ kind: 'wrong_value', key });
});

test('a value may look like a key', () => {
  expect(read('{"signInPlace":"\\"noSampleData\\":","noSampleData":true}')).toMatchObject({
    state: 'in_use',
    settings: { signInPlace: '"noSampleData":', noSampleData: true },
  });
});

test('folders on Windows are those of a disk or of a share', () => {
  const parse = (folder: string) => parsePolicy(JSON.stringify({ backupFolder: folder }), 'win32');
  for (const [written, backupFolder] of [
    ['D:\\Backups', 'D:\\Backups'],
    ['D:/Backups/', 'D:\\Backups'],
    ['\\\\office-1\\backups\\rekey\\', '\\\\office-1\\backups\\rekey'],
  ] as const)
    expect(parse(written)).toEqual({ backupFolder });
  for (const folder of ['Backups', 'D:Backups', '']) expect(() => parse(folder)).toThrow();
});

test('a file of 64 KiB is read, and a larger one is not', () => {
  const padded = (size: number) => '{"noSampleData":true}'.padEnd(size);
  expect(read(padded(64 * 1024)).state).toBe('in_use');
  expect(problemOf(padded(64 * 1024 + 1))).toEqual({ kind: 'too_large', key: '' });
});

describe('a file that is not the administrator’s own', () => {
  const kindOf = (place: Parameters<typeof readPolicyFile>[0]) => readPolicyFile(place).problem?.kind;

  test('is one that others may write, or put another one in the place of', ({ skip }) => {
    skip(isWindows, 'Windows has other rights');
    const place = makePlace('{}');
    for (const mode of [0o664, 0o646, 0o666]) {
      chmodSync(place.file, mode);
      expect([mode, kindOf(place)]).toEqual([mode, 'writable']);
    }
    chmodSync(place.file, 0o600);
    expect(kindOf(place)).toBeUndefined();
    for (const mode of [0o775, 0o757]) {
      chmodSync(place.folder, mode);
      expect([mode, kindOf(place)]).toEqual([mode, 'writable']);
    }
  });

  test('is one of another account', ({ skip }) => {
    skip(isWindows, 'Windows has other rights');
    expect(kindOf({ ...makePlace('{}'), owner: owner + 1 })).toBe('writable');
  });

  test('is, on Windows, one that this account may write, and nothing is left beside it', () => {
    const place = makePlace('{}');
    expect(kindOf({ ...place, platform: 'win32' })).toBe('writable');
    expect(readdirSync(place.folder)).toEqual(['policy.json']);
  });

  test('is, on Windows too, one behind a junction', ({ skip }) => {
    skip(isWindows, 'links there need a right of their own');
    const behind = makePlace('{}');
    renameSync(behind.folder, `${behind.folder}-real`);
    symlinkSync(`${behind.folder}-real`, behind.folder);
    expect(kindOf({ ...behind, platform: 'win32' })).toBe('not_a_file');
  });

  test('is a link, a folder or a pipe, which is not waited for', ({ skip }) => {
    skip(isWindows, 'links there need a right of their own');
    const linked = makePlace('{}');
    renameSync(linked.file, join(linked.folder, 'real'));
    symlinkSync(join(linked.folder, 'real'), linked.file);
    expect(kindOf(linked)).toBe('not_a_file');
    const dangling = makePlace();
    symlinkSync(join(dangling.folder, 'nothing'), dangling.file);
    expect(kindOf(dangling)).toBe('not_a_file');
    const folder = makePlace();
    mkdirSync(folder.file);
    expect(kindOf(folder)).toBe('not_a_file');
    const pipe = makePlace();
    expect(spawnSync('mkfifo', [pipe.file]).status).toBe(0);
    expect(kindOf(pipe)).toBe('not_a_file');
    const behind = makePlace('{}');
    renameSync(behind.folder, `${behind.folder}-real`);
    symlinkSync(`${behind.folder}-real`, behind.folder);
    expect(kindOf(behind)).toBe('not_a_file');
  });

  test('may be behind a link that leads nowhere, in the place of the folder', ({ skip }) => {
    skip(isWindows, 'links there need a right of their own');
    const away = makePlace();
    renameSync(away.folder, `${away.folder}-real`);
    symlinkSync(`${away.folder}-away`, away.folder);
    expect(kindOf(away)).toBe('not_a_file');
    expect(kindOf({ ...away, platform: 'win32' })).toBe('not_a_file');
  });
});

test('whatever the file holds, it fixes what is safe or what it says', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (content) => {
        const { state, problem, settings } = read(content);
        if (state === 'in_use') expect(problem).toBeNull();
        else expect(settings).toEqual(SAFE);
      },
    ),
    { numRuns: 200 },
  );
});

test('the place is the system’s own', () => {
  expect(systemPolicyPlace('linux', undefined)).toEqual({
    file: '/etc/rekey/policy.json',
    platform: 'linux',
    owner: 0,
  });
  expect(systemPolicyPlace('win32', 'D:\\ProgramData').file).toBe('D:\\ProgramData\\Rekey\\policy.json');
  expect(systemPolicyPlace('win32', undefined).file).toBe('C:\\ProgramData\\Rekey\\policy.json');
  expect(systemPolicyPlace('darwin', undefined).file).toBe('/Library/Application Support/Rekey/policy.json');
});
