// Those who reach the port: strangers, eavesdroppers, those who stand between, and desktops that turn hostile.
import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readPairing } from '../../main/domain/pairing.ts';
import { channelOf } from '../../main/line/channel.ts';
import { createFrameReader, toFrame } from '../../main/line/frames.ts';
import { joinServer } from '../../main/line/join-server.ts';
import { introduce, MOST_BYTES_AT_FIRST } from '../../main/line/messages.ts';
import { createPairingDesk } from '../../main/line/pairing-desk.ts';
import { fingerprintOfIdentity, type Identity, toPem } from '../../main/services/secrets/certificate.ts';
import { provePairing } from '../../main/services/secrets/pairing-proof.ts';
import { dump } from '../support/fixture.ts';
import { MINUTE } from '../support/seeded.ts';
import {
  callRaw,
  type FirmLine,
  join,
  LOCAL,
  newIdentity,
  openDesktop,
  opened,
  openPipe,
  serveFirm,
} from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A busy computer takes its time. */
const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });

/** What the server answers until the connection ends. */
async function answersOf(socket: TLSSocket): Promise<unknown[]> {
  const answers: unknown[] = [];
  const reader = createFrameReader(1_000_000, (message) => answers.push(message));
  socket.on('data', (bytes) => reader.read(bytes));
  await once(socket, 'close');
  return answers.filter((message) => JSON.stringify(message) !== '{"say":"ping"}');
}

async function pairingOf(line: FirmLine) {
  const pairing = readPairing((await line.pair()).pairingText, '');
  if (typeof pairing === 'string') throw new Error(pairing);
  return pairing;
}

const versionOf = ({ fixture }: FirmLine) => fixture.context.appVersion;

/** The message of somebody who joins over this connection, with this secret. */
function pairMessage(line: FirmLine, socket: TLSSocket, identity: Identity, secret: string, server: Uint8Array) {
  const proof = provePairing('desktop', {
    secret,
    channel: channelOf(socket),
    desktop: fingerprintOfIdentity(identity),
    server,
  });
  const text = Buffer.from(proof).toString('hex');
  return { say: 'pair', ...introduce(versionOf(line)), name: 'stranger', proof: text };
}

describe('before a desktop has proved itself', () => {
  const hello = (line: FirmLine) => ({
    say: 'hello',
    ...introduce(versionOf(line)),
    run: 'r'.repeat(24),
    windows: [],
    csvSeparator: ',',
    lastRecord: null,
  });
  const ask = { say: 'ask', id: 1, window: 1, name: 'application.getState', input: '{}', act: null };

  test.each<[string, (line: FirmLine) => unknown]>([
    ['a request', () => ask],
    ['an unknown word', () => ({ say: 'open' })],
    ['a key too many', (line) => ({ ...hello(line), admin: true })],
    ['a list', () => [1, 2, 3]],
    ['null', () => null],
    [
      'a name with what nobody sees',
      (line) => ({ say: 'pair', ...introduce(versionOf(line)), name: 'desk\u202e2', proof: '0'.repeat(64) }),
    ],
  ])('%s ends the connection without an answer', async (_what, message) => {
    const line = await serveFirm();
    const before = dump(line.fixture.read);
    const socket = await callRaw(line.address());
    socket.write(toFrame(message(line)));
    expect(await answersOf(socket)).toEqual([]);
    expect(dump(line.fixture.read)).toBe(before);
  });

  test('a request behind an honest greeting of a foreign key does not reach the door', async () => {
    const line = await serveFirm();
    const before = dump(line.fixture.read);
    const answer = vi.spyOn(line.open.door, 'answer');
    const socket = await callRaw(line.address());
    socket.write(Buffer.concat([toFrame(hello(line)), toFrame(ask)]));
    expect(await answersOf(socket)).toEqual([
      { say: 'refused', why: 'unknown', version: versionOf(line), until: null },
    ]);
    expect(answer).not.toHaveBeenCalled();
    expect(dump(line.fixture.read)).toBe(before);
  });

  test('what follows the first message is not heard, and a wrong code makes no window read again', async () => {
    const line = await serveFirm();
    const told = line.open.announced.length;
    const identity = newIdentity();
    const socket = await callRaw(line.address(), identity);
    const guess = pairMessage(line, socket, identity, '0000-0000-0000-0000', line.serverFingerprint());
    socket.write(Buffer.concat(Array.from({ length: 6 }, () => toFrame(guess))));
    expect(await answersOf(socket)).toHaveLength(1);
    expect(line.open.announced).toHaveLength(told);
    // Six guesses would make this computer wait.
    expect(await join(line)).toBeDefined();
  });

  test('a connection without a key, or with an older TLS, gets nothing', async () => {
    const line = await serveFirm();
    const socket = await callRaw(line.address(), null);
    expect(await answersOf(socket)).toEqual([]);
  });

  test('a message that is too long is refused by its length, before any of it is kept', async () => {
    const line = await serveFirm();
    const socket = await callRaw(line.address());
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MOST_BYTES_AT_FIRST + 1, 0);
    socket.write(header);
    socket.resume();
    // At once, and not only because nothing follows.
    await once(socket, 'close', { signal: AbortSignal.timeout(4000) });
  });

  test('one computer holds few connections open, and a silent one is ended', async () => {
    const line = await serveFirm();
    const sockets = await Promise.all(Array.from({ length: 8 }, () => callRaw(line.address())));
    const ninth = connectTcp(line.address());
    ninth.on('error', () => undefined);
    // At once, and not only because it says nothing.
    await once(ninth, 'close', { signal: AbortSignal.timeout(3000) });
    for (const socket of sockets) socket.destroy();
    // A desktop that joins is not counted any longer.
    await until(async () => expect(await join(line)).toBeDefined());
  });

  test('somebody who was connected before the server stopped is not let in afterwards', async () => {
    const line = await serveFirm();
    const identity = newIdentity();
    await join(line, 'desk-2', identity);
    const socket = await callRaw(line.address(), identity);
    line.server.stop();
    socket.write(toFrame(hello(line)));
    expect(await answersOf(socket)).toEqual([]);
    expect(line.server.countConnected()).toBe(0);
  });

  test('whatever bytes come, in whatever pieces, nothing is written and the server goes on', async () => {
    const line = await serveFirm();
    const before = dump(line.fixture.read);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
        fc.boolean(),
        async (parts, isTls) => {
          const socket = isTls ? await callRaw(line.address()) : connectTcp(line.address());
          socket.on('error', () => undefined);
          for (const part of parts) socket.write(part);
          socket.end();
          socket.resume();
          await once(socket, 'close');
        },
      ),
      { numRuns: 60 },
    );
    expect(dump(line.fixture.read)).toBe(before);
    expect(await join(line)).toBeDefined();
  });
});

describe('a pairing code', () => {
  test('works once', async () => {
    const line = await serveFirm();
    const pairing = await pairingOf(line);
    await joinServer(pairing, 'desk-2', newIdentity(), versionOf(line));
    await expect(joinServer(pairing, 'desk-3', newIdentity(), versionOf(line))).rejects.toThrow('wrong_pairing_code');
  });

  test.each<[string, (line: FirmLine) => unknown]>([
    ['after ten minutes', ({ fixture }) => fixture.clock.advance(10 * MINUTE)],
    ['after another one was made', (line) => line.pair()],
    ['after the server was stopped and started', ({ open }) => open.ask(LOCAL, 'desktops.stopServing', {})],
    [
      'of somebody who was deactivated since',
      ({ fixture }) =>
        fixture.context.storage.transaction((tx) => tx.run("UPDATE users SET status = 'deactivated' WHERE id = 1")),
    ],
  ])('lets nobody in %s', async (_when, happen) => {
    const line = await serveFirm();
    const pairing = await pairingOf(line);
    await happen(line);
    await expect(joinServer(pairing, 'desk-2', newIdentity(), versionOf(line))).rejects.toThrow(
      /wrong_pairing_code|server_not_reached/,
    );
    expect(line.fixture.read.get('SELECT count(*) AS n FROM desktops')?.['n']).toBe(0);
  });

  test('that is guessed at makes each computer wait, for longer and longer, and is recorded once a minute', async () => {
    const line = await serveFirm();
    const pairing = await pairingOf(line);
    const wrong = { ...pairing, halves: { ...pairing.halves, secret: '0000-0000-0000-0000' } };
    const guess = () => joinServer(wrong, 'guess', newIdentity(), versionOf(line));
    for (let i = 0; i < 5; i++) await expect(guess()).rejects.toThrow('wrong_pairing_code');
    await expect(guess()).rejects.toThrow('locked_until');
    // The right code waits too.
    await expect(joinServer(pairing, 'desk-2', newIdentity(), versionOf(line))).rejects.toThrow('locked_until');
    const refused = line.fixture.read.get("SELECT count(*) AS n FROM activity WHERE action = 'desktop.joined'");
    expect(refused?.['n']).toBe(1);
    line.fixture.clock.advance(MINUTE);
    await joinServer(pairing, 'desk-2', newIdentity(), versionOf(line));
  });

  test('that is guessed at from many addresses of one network makes all of them wait', async () => {
    const line = await serveFirm();
    const desk = createPairingDesk(() => line.fixture.context);
    const none = new Uint8Array(32);
    const guess = (address: string) => () =>
      desk.join(address, { name: 'guess', proof: none, channel: none, desktop: none, server: none });
    for (let i = 1; i <= 5; i++) expect(guess(`2001:db8::${i}`)).toThrow('wrong_pairing_code');
    expect(guess('2001:db8:0:0:9::6')).toThrow('locked_until');
    expect(guess('2001:db8:0:1::1')).toThrow('wrong_pairing_code');
  });

  test('is of no use to somebody who stands between: the desktop says nothing to another key', async () => {
    const line = await serveFirm();
    const pairing = await pairingOf(line);
    const heard: Buffer[] = [];
    const between = createTlsServer(
      { ...toPem(newIdentity()), minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: false },
      (socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => heard.push(bytes));
      },
    ).listen(0, '127.0.0.1');
    await once(between, 'listening');
    opened.push(() => between.close());
    const addresses = [{ host: '127.0.0.1', port: (between.address() as AddressInfo).port }];
    await expect(joinServer({ ...pairing, addresses }, 'desk-2', newIdentity(), versionOf(line))).rejects.toThrow(
      'wrong_server',
    );
    expect(Buffer.concat(heard).length).toBe(0);
    // A desktop that has joined says nothing to it either.
    const joined = await joinServer(pairing, 'desk-2', newIdentity(), versionOf(line));
    const desk = openDesktop(line, { ...joined, addresses });
    await until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected', why: 'wrong_server' }));
    expect(Buffer.concat(heard).length).toBe(0);
  });

  test('is not in what passes on the wire, and its proof is worth nothing on another connection', async () => {
    const line = await serveFirm();
    const pairing = await pairingOf(line);
    const pipe = await openPipe(line.address());
    const thief = newIdentity();
    const victim = newIdentity();
    const first = await callRaw(line.address(), victim);
    const server = Buffer.from(line.serverFingerprint());
    const stolen = pairMessage(line, first, victim, pairing.halves.secret, server);
    // The thief has the whole message of the victim, and sends it first: on an own connection, with either key.
    for (const identity of [thief, victim]) {
      const socket = await callRaw(line.address(), identity);
      socket.write(toFrame(stolen));
      expect(await answersOf(socket)).toMatchObject([{ say: 'refused', why: 'wrong_pairing_code' }]);
    }
    const joined = await joinServer({ ...pairing, addresses: [pipe.address] }, 'desk-2', victim, versionOf(line));
    expect(Buffer.from(joined.fingerprint)).toEqual(server);
    const wire = Buffer.concat(pipe.heard);
    for (const secret of [pairing.halves.secret, pairing.halves.secret.replaceAll('-', ''), 'desk-2', 'pair'])
      expect(wire.includes(secret)).toBe(false);
  });
});

describe('a desktop that turns hostile', () => {
  async function hostile() {
    const line = await serveFirm();
    const identity = newIdentity();
    await join(line, 'hostile', identity);
    const socket = await callRaw(line.address(), identity);
    socket.write(
      toFrame({
        say: 'hello',
        ...introduce(versionOf(line)),
        run: 'r'.repeat(24),
        windows: [],
        csvSeparator: ',',
        lastRecord: null,
      }),
    );
    const heard: { say: string; id?: number; reply?: string }[] = [];
    const reader = createFrameReader(10_000_000, (message) => heard.push(message as { say: string }));
    socket.on('data', (bytes) => reader.read(bytes));
    await until(() => expect(heard.map(({ say }) => say)).toContain('welcome'));
    const ask = (id: number, window: number, name: string, input: string) =>
      socket.write(toFrame({ say: 'ask', id, window, name, input, act: null }));
    return { line, socket, heard, ask };
  }

  test('sends a new key only when it is asked for one, and one for each question', async () => {
    const { line, socket, heard, ask } = await hostile();
    const { context, read, clock } = line.fixture;
    const writes = vi.spyOn(context.storage, 'transaction');
    const renew = (many: number) => {
      for (let i = 0; i < many; i++) socket.write(toFrame({ say: 'renew', fingerprint: `${i}`.padStart(64, '0') }));
    };
    const answered = (id: number) => until(() => expect(heard.map((one) => one.id)).toContain(id));
    renew(50);
    ask(1, 1, 'application.getState', '{}');
    await answered(1);
    expect(writes).not.toHaveBeenCalled();
    expect(read.get('SELECT next_key_mac FROM desktops')).toEqual({ next_key_mac: null });

    // After a month the server asks.
    clock.advance(31 * 24 * 60 * MINUTE);
    context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = :at', { at: clock.now() }));
    const uptime = vi.spyOn(process, 'uptime').mockReturnValue(process.uptime() + 3601);
    line.server.sweep();
    uptime.mockRestore();
    await until(() => expect(heard.map(({ say }) => say)).toContain('renewal_due'));
    renew(50);
    ask(2, 1, 'application.getState', '{}');
    await answered(2);
    expect(heard.filter(({ say }) => say === 'renewed')).toHaveLength(1);
  });

  test('reaches no window of another computer, whatever number it gives', async () => {
    const { heard, ask } = await hostile();
    for (const [id, window] of [LOCAL, 1_000_000, 1_000_001, 1_000_002].entries())
      ask(id + 1, window, 'users.list', '{}');
    await until(() => expect(heard.filter(({ say }) => say === 'answer')).toHaveLength(4));
    for (const { reply } of heard.filter(({ say }) => say === 'answer')) expect(reply).toContain('not_signed_in');
  });

  test('touches nothing of the computer with the data: no clipboard, no printer, no file', async () => {
    const { line, heard, ask } = await hostile();
    ask(1, 1, 'clipboard.copy', '{"text":"x","isSecret":false}');
    ask(
      2,
      1,
      'firm.create',
      JSON.stringify({
        firmName: 'x',
        firstName: 'x',
        lastName: 'x',
        email: 'x@y.example',
        password: 'seven-lamps-over-water',
      }),
    );
    ask(3, 1, 'sample.open', '{}');
    ask(4, 1, 'firm.restore', '{}');
    const proof = { email: line.admin.email, password: line.admin.password, code: '123456' };
    ask(5, 1, 'firm.useAgain', JSON.stringify(proof));
    await until(() => expect(heard.filter(({ say }) => say === 'answer')).toHaveLength(5));
    expect(heard.find(({ id }) => id === 5)?.reply).toContain('only_at_server');
    for (const { reply } of heard.filter(({ say }) => say === 'answer'))
      expect(reply).toMatch(/only_at_server|not_now/);
    expect([line.open.copied, line.open.printed, line.open.saved]).toEqual([[], [], []]);
  });

  test('nor through a window that it closes while a request of it waits', async () => {
    const { line, socket, heard, ask } = await hostile();
    const answered = (count: number) =>
      until(() => expect(heard.filter(({ say }) => say === 'answer')).toHaveLength(count));
    const { fixture, admin, hasher } = line;
    ask(1, 1, 'session.signIn', JSON.stringify({ email: admin.email, password: admin.password }));
    await answered(1);
    ask(2, 1, 'session.verifyCode', JSON.stringify({ code: fixture.nextCode(admin) }));
    await answered(2);
    hasher.hold();
    const forget = vi.spyOn(line.open.door, 'forget');
    // Two requests under one act id: the second waits for the first.
    const under = { say: 'ask', window: 1, act: 'a'.repeat(22) };
    const change = JSON.stringify({ currentPassword: admin.password, password: 'eleven-boats-past-the-weir' });
    socket.write(toFrame({ ...under, id: 3, name: 'account.changePassword', input: change }));
    socket.write(toFrame({ ...under, id: 4, name: 'clipboard.copy', input: '{"text":"x","isSecret":false}' }));
    socket.write(toFrame({ say: 'close', window: 1 }));
    await until(() => expect(forget).toHaveBeenCalled());
    hasher.release();
    await answered(4);
    expect(line.open.copied).toEqual([]);
  });

  test('holds no more than twenty windows, and is slowed when it asks too much at once', async () => {
    const { line, heard, ask } = await hostile();
    for (let id = 1; id <= 600; id++) ask(id, (id % 40) + 1, 'application.getState', '{}');
    await until(() => expect(heard.filter(({ say }) => say === 'answer')).toHaveLength(600));
    const refused = heard.filter(({ reply }) => reply?.includes('wrong_sender') === true);
    expect(refused).toHaveLength(300);
    expect(await line.open.screen(LOCAL)).toBe('signed_in');
  });

  test('is cut off when it says what no desktop says', async () => {
    const { socket, line } = await hostile();
    socket.write(toFrame({ say: 'welcome' }));
    await once(socket, 'close');
    await until(() => expect(line.server.countConnected()).toBe(0));
  });
});
