// Where desktops find the server: it tells them, also of computers that wait to go on in its place.
import { afterEach, expect, test, vi } from 'vitest';
import { readPairing } from '../../main/domain/pairing.ts';
import type { Context } from '../../main/services/act/context.ts';
import { knownAddresses, noteAddresses } from '../../main/services/desktops/server-addresses.ts';
import { putServerAddress } from '../../main/storage/tables/server-addresses.ts';
import { UNMANAGED } from '../support/fixture.ts';
import { DAY } from '../support/seeded.ts';
import { type FirmLine, join, openDesktop, opened, openPipe, serveFirm } from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });

/** The firm, and servers that wait for it. */
function withWaiting({ fixture }: FirmLine, waiting: readonly string[]): Context {
  const storage = Object.create(fixture.context.storage, { listWaiting: { value: () => waiting } });
  return Object.create(fixture.context, { storage: { value: storage } });
}

test('a desktop keeps what the server says, and finds it there when the address that it joined at is gone', async () => {
  const line = await serveFirm();
  const pipe = await openPipe(line.address());
  const joined = { ...(await join(line)), addresses: [pipe.address] };
  const desk = openDesktop(line, joined);
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
  expect(desk.joined.others).toEqual([]);
  expect(noteAddresses(line.fixture.context, line.server)).toBe(true);
  line.server.tellAddresses();
  await until(() => expect(desk.joined.others).toEqual([line.address()]));
  expect(desk.joined.addresses).toEqual([pipe.address]);
  await pipe.close();
  // An answer can only come over the other address.
  await until(async () =>
    expect((await desk.ask(7, 'application.getState', {})).screen.name).not.toBe('not_connected'),
  );
  desk.close();
  // At its next start it knows both, and the welcome says nothing new.
  const again = openDesktop(line, desk.joined);
  await until(async () => expect(await again.line()).toMatchObject({ kind: 'connected' }));
  expect(again.joined).toBe(desk.joined);
});

test('a desktop whose address the policy file fixes learns no other one', async () => {
  const line = await serveFirm();
  const joined = await join(line);
  noteAddresses(withWaiting(line, ['10.0.0.2:27443']), line.server);
  const settings = { serverAddress: line.address() };
  const desk = openDesktop(line, joined, { managed: { ...UNMANAGED, settings } });
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
  await desk.ask(7, 'application.getState', {});
  expect(desk.joined.others).toEqual([]);
});

test('the list has who serves and who waits, as a pairing file does, and forgets who is gone for a month', async () => {
  const line = await serveFirm();
  const { fixture, server, open } = line;
  const own = `127.0.0.1:${line.address().port}`;
  const context = withWaiting(line, ['10.0.0.2:27443', 'no address', 'postgres://x']);
  expect(noteAddresses(context, server)).toBe(true);
  expect(new Set(knownAddresses(context))).toEqual(new Set([own, '10.0.0.2:27443']));
  expect(noteAddresses(context, server)).toBe(false);
  const { pairingText } = await open.ask(1, 'desktops.pair', { code: '' });
  const pairing = readPairing(pairingText, '');
  expect(pairing).toMatchObject({ addresses: [line.address(), { host: '10.0.0.2', port: 27_443 }] });
  fixture.clock.advance(29 * DAY);
  expect(noteAddresses(fixture.context, server)).toBe(false);
  expect(knownAddresses(context)).toEqual([own, '10.0.0.2:27443']);
  fixture.clock.advance(2 * DAY);
  expect(noteAddresses(fixture.context, server)).toBe(true);
  expect(knownAddresses(context)).toEqual([own]);
});

test('whatever another program writes there, the list is short and has addresses', async () => {
  const line = await serveFirm();
  const { fixture, server } = line;
  fixture.context.storage.transaction((tx) => {
    for (let n = 0; n < 40; n++) putServerAddress(tx, { address: `10.0.1.${n}:27443`, seenAt: fixture.clock.now() });
    putServerAddress(tx, { address: 'a b', seenAt: fixture.clock.now() + DAY });
  });
  expect(knownAddresses(fixture.context)).toHaveLength(16);
  expect(knownAddresses(fixture.context)).not.toContain('a b');
  noteAddresses(fixture.context, server);
  expect(fixture.read.get('SELECT count(*) AS n FROM server_addresses')).toEqual({ n: 16 });
  const desk = openDesktop(line, await join(line));
  await until(() => expect([...desk.joined.addresses, ...desk.joined.others]).toHaveLength(16));
  expect(desk.joined.addresses).toContainEqual(line.address());
});
