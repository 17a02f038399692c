// What is inside a package: which npm package a bundled file belongs to, what Windows' uninstaller removes, and the SBOM.
import { expect, test } from 'vitest';
import { packageFolderOf } from '../../scripts/build/inside.ts';
import { uninstallLines } from '../../scripts/packages/installer.mjs';
import { narrowed } from '../../scripts/packages/sbom.mjs';

test.each([
  ['/a/node_modules/react/index.js', 'node_modules/react'],
  ['/a/node_modules/@noble/hashes/sha2.js', 'node_modules/@noble/hashes'],
  ['/a/node_modules/age/node_modules/@noble/hashes/sha2.js', 'node_modules/age/node_modules/@noble/hashes'],
  ['C:\\a\\node_modules\\react\\index.js?v=1', 'node_modules/react'],
  ['/a/renderer/app.tsx', undefined],
])('%s belongs to %s', (file, folder) => {
  expect(packageFolderOf(file)).toBe(folder);
});

test('the uninstaller removes each file by its name, and folders only where they are empty', () => {
  expect(uninstallLines(['Rekey.exe', 'locales/en.pak', 'resources/a/b.node'])).toEqual([
    'Delete "$INSTDIR\\Rekey.exe"',
    'Delete "$INSTDIR\\locales\\en.pak"',
    'Delete "$INSTDIR\\resources\\a\\b.node"',
    'RMDir "$INSTDIR\\resources\\a"',
    'RMDir "$INSTDIR\\resources"',
    'RMDir "$INSTDIR\\locales"',
  ]);
  // A variable of NSIS in the name of a file would be another place.
  expect(() => uninstallLines(['$SYSDIR.txt'])).toThrow('no string of NSIS');
  expect(() => uninstallLines(['a".txt'])).toThrow('no string of NSIS');
});

const component = (name: string) => ({
  'bom-ref': `${name}@1.0.0`,
  type: 'library',
  name,
  version: '1.0.0',
  properties: [{ name: 'cdx:npm:package:development', value: 'true' }],
});
const all = {
  serialNumber: 'urn:uuid:another each time',
  metadata: { component: { name: 'a folder' } },
  components: ['react', 'scheduler', 'vitest'].map(component),
  dependencies: [
    { ref: 'rekey@0.4.0', dependsOn: ['vitest@1.0.0', 'react@1.0.0'] },
    { ref: 'react@1.0.0', dependsOn: ['scheduler@1.0.0', 'vitest@1.0.0'] },
    { ref: 'vitest@1.0.0', dependsOn: [] },
  ],
};
const inside = [
  { name: 'react', version: '1.0.0' },
  { name: 'scheduler', version: '1.0.0' },
];

test('the SBOM lists what is inside and nothing else, and is the same each time', () => {
  const bom = narrowed(all, inside, { electron: '45.4.1', sqlite: '3.51.0' }, 1_790_000_000);
  expect(bom.components.map((each) => `${each.name} ${each.version}`)).toEqual([
    'react 1.0.0',
    'scheduler 1.0.0',
    'electron 45.4.1',
    'sqlite 3.51.0',
  ]);
  expect(JSON.stringify(bom)).not.toMatch(/vitest|urn:uuid|development|a folder/);
  expect(bom.metadata).toMatchObject({ timestamp: '2026-09-21T14:13:20.000Z', component: { name: 'Rekey' } });
});

test('a part that npm does not know is said', () => {
  expect(() => narrowed(all, [{ name: 'left-pad', version: '1.0.0' }], {}, 0)).toThrow('left-pad@1.0.0');
});
