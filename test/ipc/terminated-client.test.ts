// A client's people whose last client is terminated: their window offers no invitation that could not be sent.
import { expect, test } from 'vitest';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const ADMIN = 1;
const CLIENT = 2;

test('the right to invite goes with the last active client, is told at once, and comes back with it', async () => {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const margaret = await fixture.addPerson({ role: 'partner_admin' });
  const cleo = await fixture.addPerson({ role: 'client_admin', clients: [alder, beacon] });
  const open = openDoor(fixture);
  await open.signIn(ADMIN, margaret);
  await open.signIn(CLIENT, cleo);
  const rights = async () => {
    const { screen } = await open.ask(CLIENT, 'application.getState', {});
    return screen.name === 'signed_in' ? screen.may.inviteRoles.length : -1;
  };
  const versionOf = async (clientId: number) => (await open.ask(ADMIN, 'clients.get', { clientId })).client.version;
  const terminate = async (clientId: number) =>
    open.ask(ADMIN, 'clients.terminate', { clientId, version: await versionOf(clientId), note: '' });

  await terminate(alder);
  expect(await rights()).toBeGreaterThan(0);
  open.announced.length = 0;
  await terminate(beacon);
  expect(await rights()).toBe(0);
  expect(open.announced).toContainEqual(expect.objectContaining({ windowId: CLIENT, name: 'state.changed' }));
  await open.ask(ADMIN, 'clients.restore', { clientId: alder, version: await versionOf(alder) });
  expect(await rights()).toBeGreaterThan(0);

  // The firm's own people invite colleagues without any client.
  const { screen } = await open.ask(ADMIN, 'application.getState', {});
  expect(screen).toMatchObject({ may: { inviteRoles: expect.arrayContaining(['partner_ops', 'client_admin']) } });
});
