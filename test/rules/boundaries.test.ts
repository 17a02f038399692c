// The layers, and what pure code may not reach. A violation of each rule is planted in a copy of the project, and the
// compiler must report every one. imports.test.ts has the rules that the compiler cannot see.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyProject, ROOT } from './copy-project.ts';

const PROJECTS = [
  'main/domain',
  'main/storage',
  'main/services',
  'preload',
  'main/ipc',
  'main/line',
  'main',
  'renderer',
];

interface Violation {
  readonly rule: string;
  /** The folder that breaks the rule. */
  readonly folder: string;
  readonly text: string;
  /** TS6307: a file of another project that is not a reference. TS2591, TS2304 and the like: a name that is not there. */
  readonly codes: readonly string[];
}
const NOT_A_REFERENCE = ['TS6307'];
const NO_SUCH_NAME = ['TS2304', 'TS2580', 'TS2584', 'TS2591', 'TS2307', 'TS2503', 'TS2592'];
const imports = (rule: string, folder: string, path: string): Violation => ({
  rule,
  folder,
  text: `import * as it from '${path}';\nexport const used = it;\n`,
  codes: NOT_A_REFERENCE,
});
const uses = (rule: string, folder: string, expression: string): Violation => ({
  rule,
  folder,
  text: `export const used = ${expression};\n`,
  codes: NO_SUCH_NAME,
});

const VIOLATIONS: readonly Violation[] = [
  imports('the domain does not import storage', 'main/domain', '../storage/violation-target.ts'),
  imports('the domain does not import services', 'main/domain', '../services/violation-target.ts'),
  imports('the domain does not import the door', 'main/domain', '../ipc/violation-target.ts'),
  imports('the domain does not import the contract', 'main/domain', '../../preload/violation-target.ts'),
  imports('storage does not import services', 'main/storage', '../services/violation-target.ts'),
  imports('storage does not import the door', 'main/storage', '../ipc/violation-target.ts'),
  imports('storage does not import the contract', 'main/storage', '../../preload/violation-target.ts'),
  imports('services do not import the door', 'main/services', '../ipc/violation-target.ts'),
  imports('services do not import the contract', 'main/services', '../../preload/violation-target.ts'),
  imports('services do not import what is of Electron', 'main/services', '../security/violation-target.ts'),
  imports('the door does not import the start-up', 'main/ipc', '../violation-target.ts'),
  imports('the door does not import what is of Electron', 'main/ipc', '../security/violation-target.ts'),
  imports('the door does not import the renderer', 'main/ipc', '../../renderer/violation-target.ts'),
  imports('the door does not import the line', 'main/ipc', '../line/violation-target.ts'),
  imports('the line does not import what is of Electron', 'main/line', '../security/violation-target.ts'),
  imports('main does not import the renderer', 'main', '../renderer/violation-target.ts'),
  imports('the preload script does not import the domain', 'preload', '../main/domain/violation-target.ts'),
  imports('the preload script does not import services', 'preload', '../main/services/violation-target.ts'),
  imports('the renderer does not import the domain', 'renderer', '../main/domain/violation-target.ts'),
  imports('the renderer does not import storage', 'renderer', '../main/storage/violation-target.ts'),
  imports('the renderer does not import services', 'renderer', '../main/services/violation-target.ts'),
  imports('the renderer does not import the door', 'renderer', '../main/ipc/violation-target.ts'),
  uses('the domain has no process', 'main/domain', 'process.env'),
  uses('the domain has no Buffer', 'main/domain', 'Buffer.alloc(1)'),
  uses('the domain has no timers', 'main/domain', 'setTimeout(() => undefined, 1)'),
  uses('the domain has no console', 'main/domain', 'console.log(1)'),
  uses('the domain has no crypto of its own', 'main/domain', 'crypto.randomUUID()'),
  uses('the domain has no network', 'main/domain', "fetch('x')"),
  uses('the domain has no clock but what is passed in', 'main/domain', 'performance.now()'),
  {
    rule: 'the domain does not import Node',
    folder: 'main/domain',
    text: "import { readFileSync } from 'node:fs';\nexport const used = readFileSync;\n",
    codes: NO_SUCH_NAME,
  },
  uses('the renderer has no process', 'renderer', 'process.env'),
  uses('the door has no document', 'main/ipc', 'document.title'),
  {
    rule: 'a write outside a transaction does not compile',
    folder: 'main/services',
    text: "import type { Storage } from '../storage/engine/database.ts';\nimport { setHighWater } from '../storage/tables/clock.ts';\nexport const used = (storage: Storage): void => setHighWater(storage.read, 1);\n",
    codes: ['TS2739'],
  },
  {
    rule: 'a request without a handler does not compile',
    folder: 'main/ipc',
    text: "import { handlers } from './handlers.ts';\nconst { 'users.list': _left, ...rest } = handlers;\nexport const used: typeof handlers = rest;\n",
    codes: ['TS2741'],
  },
  {
    rule: 'a role is never any text',
    folder: 'main/services',
    text: "import type { Role } from '../domain/user.ts';\nexport const used: Role = 'owner';\n",
    codes: ['TS2322'],
  },
  {
    rule: 'a user id is never any number',
    folder: 'main/services',
    text: "import type { UserId } from '../domain/user.ts';\nexport const used: UserId = 1;\n",
    codes: ['TS2322'],
  },
];
const fileOf = (index: number): string => `${VIOLATIONS[index]?.folder}/violation-${index}.ts`;

function prepareCopy(): string {
  const copy = copyProject(['main', 'preload', 'tsconfig.base.json', 'renderer/tsconfig.json']);
  // The target of the imports. It imports nothing itself, because the compiler reports each foreign file once.
  for (const folder of [...PROJECTS, 'main/security'])
    writeFileSync(join(copy, folder, 'violation-target.ts'), 'export const target = 1;\n');
  writeFileSync(
    join(copy, 'tsconfig.json'),
    JSON.stringify({ files: [], references: PROJECTS.map((path) => ({ path })) }),
  );
  return copy;
}

function compile(copy: string): string[] {
  const result = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', '--pretty', 'false'],
    {
      cwd: copy,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
    },
  );
  if (result.error !== undefined) throw result.error;
  return `${result.stdout}${result.stderr}`.split(/\r?\n/).filter((line) => line !== '');
}

let honest: string[];
let reports: string[];
beforeAll(() => {
  const copy = prepareCopy();
  honest = compile(copy);
  for (const [index, { text }] of VIOLATIONS.entries()) writeFileSync(join(copy, fileOf(index)), text);
  reports = compile(copy);
}, 240_000);

test('without a violation the compiler reports nothing', () => {
  expect(honest).toEqual([]);
});

describe('the compiler enforces that', () => {
  test.each(VIOLATIONS.map((violation, index) => ({ ...violation, index })))('$rule', ({ index, codes }) => {
    const mine = reports.filter((line) => line.replaceAll('\\', '/').startsWith(`${fileOf(index)}(`));
    expect(mine.filter((line) => codes.some((code) => line.includes(`error ${code}:`)))).not.toEqual([]);
  });
});
