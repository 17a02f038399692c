// A line with a delay: passes bytes between a desktop and the server, or between Rekey and PostgreSQL, each after so many
// milliseconds. Prints where it listens. It waits by looking at the clock, because timers are no finer than a millisecond.
//   node scripts/toolchain/electron.mjs node scripts/bench/slow-line.ts <port or socket> <ms in each direction> [own socket]
import { connect, createServer, type Socket } from 'node:net';

const [target = '', delayText = '', ownSocket] = process.argv.slice(2);
const delay = Number(delayText);
const late: { readonly due: number; readonly pass: () => void }[] = [];

function look(): void {
  while (late[0] !== undefined && late[0].due <= performance.now()) late.shift()?.pass();
  if (late.length > 0) setImmediate(look);
}
function later(pass: () => void): void {
  late.push({ due: performance.now() + delay, pass });
  if (late.length === 1) setImmediate(look);
}
function join(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (bytes) => later(() => to.write(bytes)));
  from.on('error', () => undefined);
  from.on('close', () => later(() => to.destroy()));
}
const server = createServer((near) => {
  const far = target.startsWith('/') ? connect({ path: target }) : connect({ host: '127.0.0.1', port: Number(target) });
  join(near, far);
  join(far, near);
});
server.listen(ownSocket === undefined ? { port: 0, host: '127.0.0.1' } : { path: ownSocket }, () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : address}\n`);
});
