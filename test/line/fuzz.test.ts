// Bytes and messages that no desktop sends: at the raw socket, after TLS, and from a desktop that has joined. The server goes on,
// nothing is done that nobody may do, and nothing unexpected happens at the door. REKEY_LINE_FUZZ says how many rounds; a campaign
// takes 3,000.
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createFrameReader, toFrame } from '../../main/line/frames.ts';
import { introduce } from '../../main/line/messages.ts';
import { type Identity, toPem } from '../../main/services/secrets/certificate.ts';
import { NAMES, REQUESTS } from '../ipc/requests.ts';
import { dump } from '../support/fixture.ts';
import { type FirmLine, join, LOCAL, newIdentity, opened, serveFirm } from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const ROUNDS = Number(process.env['REKEY_LINE_FUZZ'] ?? 24);

/** Also after an error, which a connection that is cut has. */
const happens = (socket: Socket, what: string): Promise<void> =>
  new Promise((resolve) => socket.once(what, () => resolve()));

/** The server closes what comes too fast: then it is tried again. */
async function call({ address }: FirmLine, identity: Identity | undefined): Promise<Socket> {
  for (;;) {
    const socket =
      identity === undefined
        ? connectTcp(address())
        : connect({ ...address(), ...toPem(identity), minVersion: 'TLSv1.3', rejectUnauthorized: false });
    socket.on('error', () => undefined);
    opened.push(() => socket.destroy());
    const isThere = await Promise.race([
      happens(socket, identity === undefined ? 'connect' : 'secureConnect').then(() => true),
      happens(socket, 'close').then(() => false),
    ]);
    if (isThere) return socket;
    await wait(100);
  }
}

const name = fc.constantFrom(...NAMES, 'toString', '__proto__', '');
const input = fc.oneof(
  fc.constantFrom(...NAMES.map((each) => JSON.stringify(REQUESTS[each].input))),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constant('['.repeat(100_000)),
);
const id = fc.oneof(fc.nat(20), fc.integer(), fc.double());
const window = fc.oneof(fc.nat(30), fc.constantFrom(LOCAL, 1_000_000, 1_000_001, -1, 2 ** 53));
const act = fc.constantFrom(null, 'a'.repeat(22), 'b'.repeat(22), '');
const message: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ say: fc.constant('ask'), id, window, name, input, act }) },
  fc.record({ say: fc.constant('close'), window }),
  fc.record({ say: fc.constant('lock'), window, because: fc.constantFrom('computer', 'person', 'restarted') }),
  fc.record({ say: fc.constant('more'), id }),
  fc.record({ say: fc.constant('saved'), id, outcome: fc.constantFrom('saved', 'cancelled', 'failed') }),
  fc.record({
    say: fc.constant('chosen'),
    id,
    file: fc.constantFrom(null, { name: 'a.csv', size: 3 }, { name: '../../etc', size: 2 ** 40 }),
    problem: fc.constantFrom(null, 'no'),
  }),
  fc.record({ say: fc.constant('piece'), id, base64: fc.base64String({ maxLength: 400 }) }),
  fc.constant({ say: 'ping' }),
  fc.record({ say: fc.constantFrom('hello', 'pair', 'welcome', 'paired', 'answer', 'renew') }),
  fc.jsonValue(),
);
/** A frame as it is, or with some of its bytes changed, or no frame at all. */
const frame = fc.oneof(
  { weight: 8, arbitrary: message.map(toFrame) },
  fc
    .tuple(message, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }))
    .map(([each, changes]) => {
      const bytes = toFrame(each);
      for (const [at, to] of changes) bytes[at % bytes.length] = to;
      return bytes;
    }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const stream = fc.tuple(fc.array(frame, { minLength: 1, maxLength: 30 }), fc.nat(2000));

/** Sends them in pieces of this length, and waits for the end of the connection or for an answer to a last request. */
async function pour(socket: Socket, frames: readonly Buffer[], piece: number): Promise<void> {
  const bytes = Buffer.concat(frames);
  for (let at = 0; at < bytes.length; at += piece + 1) socket.write(bytes.subarray(at, at + piece + 1));
}

test('from strangers: nothing is written, and the server goes on', async () => {
  const line = await serveFirm();
  const before = dump(line.fixture.read);
  await fc.assert(
    fc.asyncProperty(stream, fc.boolean(), async ([frames, piece], isTls) => {
      const socket = await call(line, isTls ? newIdentity() : undefined);
      await pour(socket, frames, piece);
      const closed = happens(socket, 'close');
      socket.end();
      socket.resume();
      if (!socket.closed) await closed;
    }),
    { numRuns: ROUNDS },
  );
  expect(dump(line.fixture.read)).toBe(before);
  expect(line.log).toEqual([]);
  expect(await line.open.screen(LOCAL)).toBe('signed_in');
}, 1_200_000);

test('from a desktop that has joined, and somebody of a client who is signed in there: nobody else is touched', async () => {
  const line = await serveFirm();
  const { fixture, open } = line;
  const identity = newIdentity();
  await join(line, 'hostile', identity);
  const ann = await fixture.addPerson({ role: 'client_ops' });
  const others = (): string =>
    JSON.stringify(
      [
        'SELECT * FROM users WHERE id != :id',
        'SELECT * FROM clients',
        'SELECT * FROM firm',
        'SELECT * FROM setup_codes',
      ].map((sql) => fixture.read.all(sql.includes(':id') ? sql : `${sql} WHERE :id > 0`, { id: ann.id })),
    );
  const before = others();
  const seen = { messages: 0, cut: 0, answered: 0 };
  await fc.assert(
    fc.asyncProperty(stream, fc.boolean(), async ([frames, piece], isSignedIn) => {
      const socket = await call(line, identity);
      let answers = 0;
      let tell: () => void = () => undefined;
      const reader = createFrameReader(20_000_000, (heard) => {
        const { say } = heard as { readonly say: string };
        if (say === 'answer' || say === 'welcome') answers += 1;
        tell();
      });
      socket.on('data', (bytes) => reader.read(bytes));
      const until = (count: number) =>
        new Promise<void>((resolve) => {
          tell = () => (answers >= count ? resolve() : undefined);
          socket.once('close', () => resolve());
          tell();
        });
      const version = fixture.context.appVersion;
      const run = String(seen.messages).padStart(24, 'r');
      socket.write(
        toFrame({ say: 'hello', ...introduce(version), run, windows: [], csvSeparator: ',', lastRecord: null }),
      );
      await until(1);
      const ask = (asked: string, text: unknown) =>
        socket.write(
          toFrame({ say: 'ask', id: 1_000, window: 1, name: asked, input: JSON.stringify(text), act: null }),
        );
      if (isSignedIn) {
        ask('session.signIn', { email: ann.email, password: ann.password });
        await until(2);
        ask('session.verifyCode', { code: fixture.nextCode(ann) });
        await until(3);
      }
      seen.messages += frames.length;
      const had = answers;
      await pour(socket, frames, piece);
      ask('application.getState', {});
      await until(had + 1);
      if (socket.destroyed) seen.cut += 1;
      else seen.answered += 1;
      socket.destroy();
      fixture.clock.advance(60_000);
    }),
    { numRuns: ROUNDS },
  );
  expect(others()).toBe(before);
  expect(open.log).toEqual([]);
  expect(line.log.filter((each) => !each.startsWith('a desktop’s line has ended: '))).toEqual([]);
  fixture.checkChain();
  if (ROUNDS >= 1000) process.stdout.write(`${ROUNDS} rounds: ${JSON.stringify(seen)}\n`);
}, 1_200_000);
