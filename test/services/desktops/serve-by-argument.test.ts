// A Rekey without a window begins to serve: what it keeps, and what is on record where another one served before.
import { expect, test } from 'vitest';
import { refuse } from '../../../main/domain/refusal.ts';
import type { FirmServer } from '../../../main/services/desktops/firm-server.ts';
import { serveByArgument } from '../../../main/services/desktops/serve-firm.ts';
import { listUnseenAlerts } from '../../../main/storage/tables/alerts.ts';
import { getServer } from '../../../main/storage/tables/server.ts';
import { isPostgres } from '../../support/engine.ts';
import { createFakeServer } from '../../support/fake-server.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';

const records = (fixture: Fixture) =>
  fixture
    .activity()
    .filter(({ action }) => action.startsWith('server.'))
    .map(({ action, actorName, detail }) => [action, actorName, detail]);

/** It does not have the address of the first one. */
function secondComputer(asked: string[]): FirmServer {
  const server = createFakeServer('office-2');
  return {
    ...server,
    async listen({ address }) {
      asked.push(address);
      if (address === '192.0.2.10') refuse({ code: 'address_not_here' });
    },
  };
}

test('the first time is on record, and a restart at the same place is not', async () => {
  const fixture = createFixture();
  const asked = { host: '192.0.2.10', port: 27443 };
  await serveByArgument(fixture.context, createFakeServer(), asked);
  await serveByArgument(fixture.context, createFakeServer(), asked);
  await serveByArgument(fixture.context, createFakeServer(), undefined);
  const detail = { serverName: 'office-1', computer: 'office-1', serverAddress: '192.0.2.10', port: 27443 };
  expect(records(fixture)).toEqual([['server.started', null, detail]]);
});

test('a takeover that no standby has confirmed does not keep people from reading', async () => {
  const fixture = createFixture();
  const { storage } = fixture.context;
  const { transaction } = storage;
  await serveByArgument(fixture.context, createFakeServer(), { host: '192.0.2.10', port: 27443 });
  Object.assign(storage, {
    transaction(work: Parameters<typeof transaction>[0]) {
      transaction(work);
      refuse({ code: 'not_on_standby' });
    },
  });
  await serveByArgument(fixture.context, createFakeServer('office-2'), { host: '192.0.2.10', port: 27443 });
  expect(records(fixture).map(([action]) => action)).toEqual(['server.started', 'server.taken_over']);
});

test('another address of the same computer is on record, and every Partner Admin has an alert', async () => {
  const fixture = createFixture();
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  await serveByArgument(fixture.context, createFakeServer(), { host: '192.0.2.10', port: 27443 });
  await serveByArgument(fixture.context, createFakeServer(), { host: '192.0.2.11', port: 27443 });
  expect(records(fixture).at(-1)).toEqual([
    'server.taken_over',
    null,
    { serverName: 'office-1', computer: 'office-1', serverAddress: '192.0.2.11', port: 27443 },
  ]);
  // A second one within the hour is another computer: the first alert must not hide it.
  await serveByArgument(fixture.context, createFakeServer('office-2'), { host: '192.0.2.11', port: 27443 });
  const kinds = listUnseenAlerts(fixture.read, admin.id, 5).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'server_taken_over')).toHaveLength(2);
});

if (isPostgres) {
  test('another computer that takes over without an argument is on record, each time that they change places', async () => {
    const fixture = createFixture();
    await serveByArgument(fixture.context, createFakeServer(), { host: '192.0.2.10', port: 27443 });
    const asked: string[] = [];
    await serveByArgument(fixture.context, secondComputer(asked), undefined);
    expect(asked).toEqual(['192.0.2.10', '']);
    // The address that the first one was told stays for it.
    expect(getServer(fixture.read)).toMatchObject({ name: 'office-1', address: '192.0.2.10', computer: 'office-2' });
    await serveByArgument(fixture.context, secondComputer(asked), undefined);
    await serveByArgument(fixture.context, createFakeServer(), undefined);
    expect(records(fixture).slice(1)).toEqual([
      ['server.taken_over', null, { serverName: 'office-1', computer: 'office-2', serverAddress: '', port: 27443 }],
      [
        'server.taken_over',
        null,
        { serverName: 'office-1', computer: 'office-1', serverAddress: '192.0.2.10', port: 27443 },
      ],
    ]);
  });
} else {
  test('an address of another computer is refused where the firm is a file', async () => {
    const fixture = createFixture();
    await serveByArgument(fixture.context, createFakeServer(), { host: '192.0.2.10', port: 27443 });
    const second = serveByArgument(fixture.context, secondComputer([]), undefined);
    await expect(second).rejects.toMatchObject({ reason: { code: 'address_not_here' } });
    expect(records(fixture)).toHaveLength(1);
  });
}
