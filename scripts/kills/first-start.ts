// One first start without a window: opens the folder that is given, creates the firm, and closes it again. The campaign
// in campaign.mjs kills it at every system call, and then lets it run once more.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { createFirm } from '../../main/services/firm/create-firm.ts';
import { getFirm } from '../../main/storage/tables/firm.ts';
import { openWorkspace } from '../../main/workspace.ts';

const [folder = ''] = process.argv.slice(2);
const none = (): Promise<never> => Promise.reject(new Error('there is no key store'));
const workspace = await openWorkspace(join(folder, 'firm'), {
  keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
  clock: createSteadyClock(Date.now, () => performance.now()),
  appVersion: '0.0.0-kills',
  isSample: false,
  anchorFile: join(folder, 'record-anchor.json'),
});
const { storage } = workspace.context;
if (getFirm(storage.read) === undefined)
  await createFirm(workspace.context, {
    firmName: 'Harbour & Finch',
    firstName: 'Ann',
    lastName: 'Finch',
    email: 'ann@harbour.example',
    password: `plum-anchor-${randomBytes(9).toString('base64url')}`,
  });
process.stdout.write(`firm ${storage.read.get('SELECT count(*) AS users FROM users')?.['users']}\n`);
workspace.close();
