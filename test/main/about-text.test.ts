// What Help > About says of each kind of build.
import { expect, test } from 'vitest';
import { type AboutFacts, aboutLines, supportText } from '../../main/about-text.ts';
import { brokenPolicy, managedBy, unmanaged } from '../../main/domain/managed.ts';
import { fingerprintOf } from '../../main/services/update/release-signature.ts';
import { makeReleaseKey } from '../support/release-key.ts';

const facts: AboutFacts = {
  kind: 'trial',
  commit: 'c0ffee',
  releaseKey: '',
  version: '0.4.0',
  schema: 4,
  electron: '42.0.0',
  chromium: '148.0.1',
  node: '24.15.0',
  sqlite: '3.51.0',
  system: 'linux 6.1, x64',
  managed: unmanaged('/etc/rekey/policy.json'),
};

test('only a release calls itself one', () => {
  expect(aboutLines(facts)[0]).toBe('Trial package: not a release (commit c0ffee)');
  expect(aboutLines({ ...facts, kind: 'development', commit: null })[0]).toBe('Development build: not a release');
  expect(aboutLines({ ...facts, kind: 'release' })[0]).toBe('Release (commit c0ffee)');
});

test('the release key is shown by its fingerprint, or said to be missing', () => {
  expect(aboutLines(facts).at(-1)).toBe('Release key: there is none yet');
  const { publicKey } = makeReleaseKey();
  expect(aboutLines({ ...facts, releaseKey: publicKey }).at(-1)).toBe(`Release key: ${fingerprintOf(publicKey)}`);
  expect(fingerprintOf(publicKey)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
});

test('the policy file is there, is not there, or cannot be used', () => {
  const { file } = facts.managed;
  const line = (managed: AboutFacts['managed']) =>
    aboutLines({ ...facts, managed }).find((text) => text.startsWith('Policy file: '));
  expect(line(facts.managed)).toBe('Policy file: there is none');
  // Where people sign in is the firm's own text: support does not need it.
  expect(line(managedBy(file, { signInPlace: 'At reception.' }))).toBe(`Policy file: ${file} is in use`);
  const words = [
    [{ kind: 'not_json', key: '' }, 'it is not JSON'],
    [{ kind: 'unknown_key', key: 'idleLock' }, 'it has a setting that Rekey does not know, “idleLock”'],
    [{ kind: 'wrong_value', key: 'noSampleData' }, 'Rekey does not take the value of “noSampleData”'],
    [{ kind: 'too_large', key: '' }, 'it is larger than 64 KiB'],
    [{ kind: 'writable', key: '' }, 'people other than the administrator of the computer can change it'],
    [{ kind: 'not_a_file', key: '' }, 'a link, a folder or a pipe stands in its place'],
    [{ kind: 'not_readable', key: '' }, 'Rekey may not read it'],
  ] as const;
  for (const [problem, why] of words)
    expect(line(brokenPolicy(file, problem))).toBe(`Policy file: ${file} cannot be used: ${why}`);
});

test('support gets every line, and nothing else', () => {
  expect(supportText(facts).split('\n')).toEqual(['Rekey 0.4.0', ...aboutLines(facts), '']);
});
