// Anyone who chooses the point of contact, or the clients of a person, chooses a colleague that the help desk calls. The
// accomplice is a settled user of a client: nothing was done to that account for a month.
import { expect, test } from 'vitest';
import { setPointOfContact } from '../../main/storage/tables/clients.ts';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher, DAY } from '../support/seeded.ts';

const ADMIN = 1;

async function setScene() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const [alder, beacon] = [fixture.addClient('Alder'), fixture.addClient('Beacon')];
  const margaret = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [alder] });
  const clerk = await fixture.addPerson({ role: 'client_admin', firstName: 'Honest', clients: [alder] });
  const accomplice = await fixture.addPerson({ role: 'client_admin', firstName: 'Thief', clients: [alder, beacon] });
  fixture.context.storage.transaction((tx) => {
    tx.run("UPDATE users SET phone = '+44 20 7946 0101'");
    setPointOfContact(tx, alder, clerk.id, 0);
    setPointOfContact(tx, beacon, accomplice.id, 0);
  });
  const open = openDoor(fixture);
  await open.signIn(ADMIN, margaret);
  const contacts = async () => {
    const { callBack } = await open.ask(ADMIN, 'users.getResetPreview', { userId: ann.id });
    return callBack.contacts.map(({ name }) => name.split(' ')[0]);
  };
  const later = async (days: number) => {
    fixture.clock.advance(days * DAY);
    await open.signIn(ADMIN, margaret);
  };
  return { fixture, open, alder, beacon, margaret, ann, clerk, accomplice, contacts, later };
}
type Scene = Awaited<ReturnType<typeof setScene>>;

async function chooseContact({ open, alder, accomplice }: Scene): Promise<void> {
  const { client, pointOfContactId } = await open.ask(ADMIN, 'clients.get', { clientId: alder });
  expect(pointOfContactId).not.toBe(accomplice.id);
  const { name, type, accountingSoftware, version } = client;
  const facts = { name, type, accountingSoftware, pointOfContactId: accomplice.id };
  await open.ask(ADMIN, 'clients.edit', { ...facts, clientId: alder, version });
}

test('a new point of contact is not called for 30 days, and not sooner by a clock that is set back', async () => {
  const scene = await setScene();
  const { fixture, contacts, later } = scene;
  expect(await contacts()).toEqual(['Honest']);
  // Without a code: this may be somebody at an unlocked desktop.
  fixture.clock.advance(-60 * DAY);
  await chooseContact(scene).catch(() => undefined);
  fixture.clock.advance(60 * DAY);
  if ((await scene.open.screen(ADMIN)) !== 'signed_in') await later(0);
  expect(await contacts()).not.toContain('Thief');
  await chooseContact(scene).catch(() => undefined);
  expect(await contacts()).toEqual([]);
  await later(31);
  expect(await contacts()).toEqual(['Thief']);
});

test('a point of contact who follows a deactivated one is not called for 30 days', async () => {
  const { fixture, open, alder, clerk, accomplice, contacts, later } = await setScene();
  const replacements = [{ clientId: alder, userId: accomplice.id }];
  const target = { userId: clerk.id, version: fixture.user(clerk).version };
  await open.ask(ADMIN, 'users.deactivate', { ...target, note: '', replacements });
  expect(await contacts()).toEqual([]);
  await later(31);
  expect(await contacts()).toEqual(['Thief']);
});

test('somebody who was just added to another client is not vouched for by its point of contact', async () => {
  const { fixture, open, beacon, margaret, ann, contacts, later } = await setScene();
  await open.ask(ADMIN, 'users.addToClient', {
    clientId: beacon,
    userIds: [ann.id],
    code: fixture.nextCode(margaret),
  });
  expect(await contacts()).toEqual([]);
  await later(31);
  expect(await contacts()).toEqual(['Honest', 'Thief']);
});
