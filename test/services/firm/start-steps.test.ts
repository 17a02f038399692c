// What a new firm does first: each step is done by what it asks for, and by nothing less.
import { expect, test } from 'vitest';
import { listStartSteps } from '../../../main/services/firm/start-steps.ts';
import { setLastBackup } from '../../../main/storage/tables/last-backup.ts';
import { markDeactivated } from '../../../main/storage/tables/users.ts';
import { createFixture, type Fixture } from '../../support/fixture.ts';
import { createInstantHasher } from '../../support/seeded.ts';

const done = ({ read }: Fixture): readonly string[] =>
  listStartSteps(read).flatMap(({ step, isDone }) => (isDone ? [step] : []));
const setNumber = (fixture: Fixture, id: number): unknown =>
  fixture.context.storage.transaction((tx) =>
    tx.run("UPDATE users SET phone = '+44 20 7946 0101' WHERE id = :id", { id }),
  );

async function newFirm() {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const founder = await fixture.addPerson({ role: 'partner_admin' });
  return { fixture, founder };
}

test('a new firm has done nothing', async () => {
  const { fixture } = await newFirm();
  expect(done(fixture)).toEqual([]);
});

test('a second Partner Admin who is invited or deactivated does not count, and needs no number', async () => {
  const { fixture, founder } = await newFirm();
  const second = await fixture.addPerson({ role: 'partner_admin' });
  expect(done(fixture)).toEqual(['second_admin']);
  setNumber(fixture, founder.id);
  expect(done(fixture)).toEqual(['second_admin']);
  setNumber(fixture, second.id);
  expect(done(fixture)).toEqual(['second_admin', 'admin_numbers']);
  const third = await fixture.addPerson({ role: 'partner_admin' });
  expect(done(fixture)).toEqual(['second_admin']);
  fixture.context.storage.transaction((tx) => {
    markDeactivated(tx, third.id);
    tx.run("UPDATE users SET status = 'invited', invitation_expires_at = 9e15 WHERE id = :id", { id: second.id });
  });
  expect(done(fixture)).toEqual(['admin_numbers']);
});

test('a client and somebody of any other role are a step each', async () => {
  const { fixture } = await newFirm();
  const client = fixture.addClient('Alder');
  expect(done(fixture)).toEqual(['first_client']);
  await fixture.addPerson({ role: 'client_ops', clients: [client] });
  expect(done(fixture)).toEqual(['first_client', 'people']);
});

test('a backup that was checked is a step', async () => {
  const { fixture } = await newFirm();
  fixture.context.storage.transaction((tx) =>
    setLastBackup(tx, { checkedAt: 1, people: 1, records: 1, isRecordIntact: true }),
  );
  expect(done(fixture)).toEqual(['backup']);
});

test('the sample firm is asked for no backup', async () => {
  const { fixture } = await newFirm();
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 1'));
  expect(listStartSteps(fixture.read).map(({ step }) => step)).not.toContain('backup');
});
