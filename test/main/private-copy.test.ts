// A copied secret asks the systems' clipboard histories to leave it out.
import { expect, test } from 'vitest';
import { privateCopy } from '../../main/private-copy.ts';

const textOf = (blob: Blob | undefined): Promise<string> => blob?.text() ?? Promise.resolve('');

test.each([
  [
    'win32',
    ['ExcludeClipboardContentFromMonitorProcessing', 'CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard'],
    '\0\0\0\0',
  ],
  ['darwin', ['org.nspasteboard.ConcealedType'], 'concealed'],
  ['linux', ['x-kde-passwordManagerHint'], 'secret'],
  ['freebsd', [], ''],
] as const)('on %s the copy has the text and the formats of that system', async (platform, formats, content) => {
  const copy = privateCopy('ABCD-EFGH', platform);
  expect(Object.keys(copy)).toEqual([
    'text/plain',
    ...formats.map((name) => `electron application/osclipboard;format="${name}"`),
  ]);
  const [plain, ...others] = Object.values(copy);
  expect(await textOf(plain)).toBe('ABCD-EFGH');
  for (const other of others) expect(await textOf(other)).toBe(content);
});
