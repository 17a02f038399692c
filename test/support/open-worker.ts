// Opens a firm's folder in a process of its own, does one act and closes it. It prints how that went.
import { join } from 'node:path';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { DataKeyProblem } from '../../main/storage/files/data-key.ts';
import { openWorkspace } from '../../main/workspace.ts';
import { clockThat } from './seeded.ts';

const [root = ''] = process.argv.slice(2);
const none = (): Promise<never> => Promise.reject(new Error('none'));
try {
  const { context, close } = await openWorkspace(join(root, 'firm'), {
    keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
    clock: clockThat(Date.now),
    appVersion: '0.0.0-test',
    isSample: false,
    anchorFile: join(root, 'record-anchor.json'),
  });
  context.storage.transaction((tx) => recordActivity(context, tx, { action: 'test.noted', outcome: 'done' }));
  close();
  process.stdout.write('opened');
} catch (error) {
  const isProblem = error instanceof DatabaseProblem || error instanceof DataKeyProblem;
  process.stdout.write(isProblem ? `${error.name} ${error.kind}` : `unexpected: ${String(error)}`);
}
