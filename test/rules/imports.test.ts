// The rules of biome.json that the compiler cannot see: circles, features that import each other, what each layer may not use.
// A violation of each is planted in a copy of the project, and the linter must report every one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyProject, ROOT } from './copy-project.ts';

interface Violation {
  readonly breaks: string;
  readonly file: string;
  readonly text: string;
  readonly report: 'noImportCycles' | 'noRestrictedImports' | 'noRestrictedGlobals';
}

const imports = (breaks: string, file: string, path: string): Violation => ({
  breaks,
  file,
  text: `import { target } from '${path}';\nexport const used = target;\n`,
  report: 'noRestrictedImports',
});
const importsType = (breaks: string, file: string, path: string): Violation => ({
  breaks,
  file,
  text: `import type { Target } from '${path}';\nexport type Used = Target;\n`,
  report: 'noRestrictedImports',
});
const usesGlobal = (breaks: string, file: string, name: string): Violation => ({
  breaks,
  file,
  text: `export const used = ${name};\n`,
  report: 'noRestrictedGlobals',
});
/** Two files that import each other. */
const circle = (breaks: string, folder: string, [first, second]: readonly [string, string]): readonly Violation[] => [
  { breaks: `${breaks}, one way`, file: `${folder}/circle-a.ts`, text: first, report: 'noImportCycles' },
  { breaks: `${breaks}, the other way`, file: `${folder}/circle-b.ts`, text: second, report: 'noImportCycles' },
];
const VALUES = [
  "import { b } from './circle-b.ts';\nexport const a = (): unknown => b;\n",
  "import { a } from './circle-a.ts';\nexport const b = (): unknown => a;\n",
] as const;
const TYPES = [
  "import type { B } from './circle-b.ts';\nexport type A = B | null;\n",
  "import type { A } from './circle-a.ts';\nexport type B = A[];\n",
] as const;
const LAZY = [
  "export const a = (): unknown => import('./circle-b.ts');\n",
  "import { a } from './circle-a.ts';\nexport const b = a;\n",
] as const;

const VIOLATIONS: readonly Violation[] = [
  ...circle('main has no circle', 'main/services/users', VALUES),
  ...circle('main has no circle of types', 'main/storage/lists', TYPES),
  ...circle('the preload script has no circle', 'preload', VALUES),
  ...circle('the renderer has no circle', 'renderer/shared', VALUES),
  ...circle('the renderer has no circle through a page that is loaded later', 'renderer/shell', LAZY),
  ...circle('the scripts have no circle', 'scripts/bench', VALUES),
  imports('a feature imports no other feature', 'renderer/clients/planted-1.ts', '../users/target.ts'),
  importsType('a feature imports no type of another feature', 'renderer/clients/planted-2.ts', '../users/target.ts'),
  imports(
    'a room of a feature imports no other feature',
    'renderer/users/actions/planted-1.ts',
    '../../clients/target.ts',
  ),
  imports('the shell imports no feature', 'renderer/shell/planted-1.ts', '../activity/target.ts'),
  {
    breaks: 'a feature loads no other feature later',
    file: 'renderer/sign-in/planted-1.ts',
    text: "export const used = (): unknown => import('../setup/target.ts');\n",
    report: 'noRestrictedImports',
  },
  imports('what features share imports no feature', 'renderer/shared/planted-1.ts', '../settings/target.ts'),
  imports('words import no feature', 'renderer/words/planted-1.ts', '../users/target.ts'),
  imports('a primitive imports no bridge', 'renderer/ui/planted-1.ts', '../bridge.ts'),
  imports('a primitive imports no state', 'renderer/ui/planted-2.ts', '../state.ts'),
  imports('a primitive imports no words', 'renderer/ui/planted-3.ts', '../words/target.ts'),
  imports('a primitive imports nothing shared', 'renderer/ui/planted-4.ts', '../shared/target.ts'),
  imports('a primitive imports no feature', 'renderer/ui/planted-5.ts', '../clients/target.ts'),
  importsType(
    'a primitive imports no type of the contract',
    'renderer/ui/planted-6.ts',
    '../../preload/contract/index.ts',
  ),
  imports('the table imports no state', 'renderer/ui/table/planted-1.ts', '../../state.ts'),
  imports('the table imports nothing shared', 'renderer/ui/table/planted-2.ts', '../../shared/target.ts'),
  imports('the renderer does not check with valibot', 'renderer/planted-1.ts', 'valibot'),
  imports('a feature does not check with valibot', 'renderer/clients/planted-3.ts', 'valibot'),
  imports('a primitive does not import Electron', 'renderer/ui/planted-7.ts', 'electron'),
  imports(
    'the renderer imports nothing of main',
    'renderer/users/details/planted-1.ts',
    '../../../main/domain/user.ts',
  ),
  imports('the domain imports no Node', 'main/domain/planted-1.ts', 'node:fs'),
  usesGlobal('the domain reads no clock', 'main/domain/planted-2.ts', 'Date.now()'),
  usesGlobal('the domain knows no process', 'main/domain/planted-3.ts', 'process.env'),
  usesGlobal('the domain makes no random numbers', 'main/domain/planted-4.ts', 'crypto.randomUUID()'),
  imports('storage imports no Electron', 'main/storage/planted-1.ts', 'electron'),
  imports('storage imports no services', 'main/storage/tables/planted-1.ts', '../../services/act/context.ts'),
  imports('services import no Electron', 'main/services/users/planted-1.ts', 'electron'),
  imports('services import no database engine', 'main/services/users/planted-2.ts', 'better-sqlite3'),
  imports('services import nothing of the door', 'main/services/users/planted-3.ts', '../../ipc/door.ts'),
  imports('the door imports no Electron', 'main/ipc/planted-1.ts', 'electron'),
  imports('the line imports no Electron', 'main/line/planted-1.ts', 'electron'),
  imports('the door imports no database engine', 'main/ipc/planted-2.ts', 'better-sqlite3'),
];

/** @returns one line for each report, such as "renderer/app.tsx noImportCycles". */
function lint(copy: string): readonly string[] {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', 'main', 'preload', 'renderer', 'scripts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  });
  if (status !== 0 && !stdout.startsWith('::')) throw new Error(`${stdout}${stderr}`);
  return [...stdout.matchAll(/^::\w+ title=lint\/\w+\/(\w+),file=([^,]+)/gm)].map(
    ([, rule, file]) => `${file} ${rule}`,
  );
}

let honest: readonly string[];
let reports: readonly string[];
beforeAll(() => {
  const copy = copyProject(['main', 'preload', 'renderer', 'scripts', 'biome.json', '.gitignore', 'package.json']);
  honest = lint(copy);
  for (const { file, text } of VIOLATIONS) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
  reports = lint(copy);
}, 120_000);

test('without a violation the linter reports nothing', () => {
  expect(honest).toEqual([]);
});

describe('the linter enforces that', () => {
  test.each(VIOLATIONS)('$breaks', ({ file, report }) => {
    expect(reports).toContain(`${file} ${report}`);
  });
});
