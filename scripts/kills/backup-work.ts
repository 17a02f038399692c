// One work of backup-firm.ts in a process of its own, which backup-kills.ts kills. It says when it begins and when it is done.
//   <work> <folder> <key store> <key store of today>
import { WORKS } from './backup-firm.ts';

const [name = '', root = '', store = '', nextStore = ''] = process.argv.slice(2);
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
await WORKS[name]?.(root, { store, nextStore, begin: () => process.stdout.write('begun\n') });
clearInterval(staying);
