// The check for dead code reports what it should: unused code is planted in a copy of the project.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { copyProject, ROOT } from './copy-project.ts';

const FOLDERS = ['main', 'preload', 'renderer', 'scripts', 'test'];
const isConfiguration = (name: string): boolean =>
  /\.config\.ts$|^tsconfig.*\.json$|^package\.json$|^electron-builder\.yml$/.test(name);

/** @returns one line for each finding: its kind, file and name. */
function findDeadCode(copy: string): readonly string[] {
  const knip = join(ROOT, 'node_modules/knip/bin/knip.js');
  const { stdout, stderr } = spawnSync(process.execPath, [knip, '--reporter', 'json'], {
    cwd: copy,
    // Its parser would reserve 6 GB of address space, which Electron's Node does not have.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', KNIP_DISABLE_RAW_TRANSFER: '1' },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const { issues }: { readonly issues: readonly Readonly<Record<string, unknown>>[] } = JSON.parse(stdout);
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, found]) =>
      [found].flat(2).map((one) => `${kind} ${file} ${(one as { readonly name: string }).name}`),
    ),
  );
}

let honest: readonly string[];
let planted: readonly string[];
beforeAll(() => {
  const copy = copyProject([...FOLDERS, ...readdirSync(ROOT).filter(isConfiguration)]);
  honest = findDeadCode(copy);
  const plant = (file: string, text: string): void => appendFileSync(join(copy, file), text);
  plant('main/domain/user.ts', '\nexport const nobodyCallsThis = 1;\n');
  plant('main/domain/role-policy.ts', '\nexport type NobodyNamesThis = 1;\n');
  plant('renderer/ui/nobody-imports-this.tsx', 'export const used = 1;\n');
  plant('renderer/ui/nobody-imports-this.module.css', '.used { color: red; }\n');
  plant('scripts/nobody-starts-this.mjs', 'export const used = 1;\n');
  const file = join(copy, 'package.json');
  const contents = JSON.parse(readFileSync(file, 'utf8'));
  contents.devDependencies['nobody-needs-this'] = '1.0.0';
  writeFileSync(file, JSON.stringify(contents));
  planted = findDeadCode(copy);
}, 120_000);

test('the project has no dead code', () => {
  expect(honest).toEqual([]);
});

test.each([
  ['export', 'exports main/domain/user.ts nobodyCallsThis'],
  ['type', 'types main/domain/role-policy.ts NobodyNamesThis'],
  ['file', 'files renderer/ui/nobody-imports-this.tsx renderer/ui/nobody-imports-this.tsx'],
  ['style sheet', 'files renderer/ui/nobody-imports-this.module.css renderer/ui/nobody-imports-this.module.css'],
  ['script', 'files scripts/nobody-starts-this.mjs scripts/nobody-starts-this.mjs'],
  ['dependency', 'devDependencies package.json nobody-needs-this'],
])('an unused %s is reported', (_kind, finding) => {
  expect(honest).not.toContain(finding);
  expect(planted).toContain(finding);
});
