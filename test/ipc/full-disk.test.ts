// A full or read-only disk keeps nobody signed in and no window open. Sign out, lock and closing work in memory at once;
// what they could not write is written as soon as the disk takes it, and a restart ends what never was.
import { describe, expect, test } from 'vitest';
import { isPresent } from '../../main/services/act/presence.ts';
import { endAllSessions } from '../../main/storage/tables/sessions.ts';
import { isPostgres } from '../support/engine.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, HOUR, MINUTE } from '../support/seeded.ts';

const WINDOW = 1;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  /** Every write fails with this code until `free`. */
  fill(code: string): void;
  free(): void;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  const { storage } = fixture.context;
  const { transaction } = storage;
  return {
    fixture,
    open,
    admin,
    fill(code) {
      Object.assign(storage, {
        transaction() {
          throw Object.assign(new Error('database or disk is full'), { code });
        },
      });
    },
    free: () => void Object.assign(storage, { transaction }),
  };
}
const sessions = ({ fixture }: Scene): readonly unknown[] =>
  fixture.read.all('SELECT ended_because, ended_at FROM sessions').map((row) => row['ended_because']);
const endings = ({ fixture }: Scene): readonly unknown[] =>
  fixture
    .activity()
    .filter(({ action }) => action === 'session.ended')
    .map(({ reason }) => reason);

/** Of PostgreSQL: no room, and an error of its disk. */
const CODES = isPostgres ? ['53100', '58030'] : ['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE'];

describe.each(CODES)('with %s', (code) => {
  test('Sign out signs out, and its end is written once the disk has room', async () => {
    const scene = await setScene();
    const { fixture, open } = scene;
    const leftAt = fixture.clock.now();
    scene.fill(code);
    expect((await open.ask(WINDOW, 'session.signOut', {})).screen).toEqual({ name: 'sign_in', because: null });
    expect((await open.refusal(WINDOW, 'account.get', {})).code).toBe('not_signed_in');
    open.door.sweep();
    expect(sessions(scene)).toEqual([null]);
    fixture.clock.advance(MINUTE);
    scene.free();
    open.door.sweep();
    open.door.sweep();
    expect(fixture.read.all('SELECT ended_because, ended_at FROM sessions')).toEqual([
      { ended_because: 'signed_out', ended_at: leftAt },
    ]);
    expect(endings(scene)).toEqual(['signed_out']);
    expect(open.log.filter((line) => line.includes('not written yet'))).toHaveLength(1);
  });

  test('Sign out works in a locked window too', async () => {
    const scene = await setScene();
    await scene.open.ask(WINDOW, 'session.lock', {});
    scene.fill(code);
    expect((await scene.open.ask(WINDOW, 'session.signOut', {})).screen.name).toBe('sign_in');
  });

  test('Lock, sleep and idle lock the window, and the password opens it without presence', async () => {
    for (const lock of ['person', 'computer', 'idle'] as const) {
      const scene = await setScene();
      const { fixture, open, admin } = scene;
      const sessionId = String(fixture.read.get('SELECT id FROM sessions')?.['id']);
      const presenceOf = () =>
        Number(fixture.read.get('SELECT presence_at FROM sessions WHERE id = :id', { id: sessionId })?.['presence_at']);
      fixture.context.storage.transaction((tx) =>
        tx.run('UPDATE sessions SET presence_at = :at', {
          at: fixture.clock.now() + (lock === 'idle' ? 10 * MINUTE : 0),
        }),
      );
      scene.fill(code);
      if (lock === 'person') expect((await open.ask(WINDOW, 'session.lock', {})).screen.name).toBe('locked');
      if (lock === 'computer') open.door.lock(WINDOW, 'computer');
      if (lock === 'idle') {
        fixture.clock.advance(10 * MINUTE);
        open.door.sweep();
      }
      expect(await open.screen(WINDOW)).toBe('locked');
      expect((await open.refusal(WINDOW, 'session.unlock', { password: admin.password })).code).toBe('cannot_write');
      scene.free();
      expect(isPresent(fixture.context, presenceOf())).toBe(true);
      await open.ask(WINDOW, 'session.unlock', { password: admin.password });
      expect(await open.ask(WINDOW, 'account.getPresence', {})).toMatchObject({ needsCode: true });
    }
  });

  test('a window that closes ends its session, and the next start ends it where that was never written', async () => {
    const scene = await setScene();
    scene.fill(code);
    scene.open.door.forget(WINDOW);
    expect(await scene.open.screen(WINDOW)).toBe('sign_in');
    scene.free();
    expect(sessions(scene)).toEqual([null]);
    scene.fixture.context.storage.transaction((tx) => endAllSessions(tx, 'application_closed', 0)); // as a start does
    scene.open.door.sweep();
    expect(sessions(scene)).toEqual(['application_closed']);
  });

  test('a session that has run out is over', async () => {
    const scene = await setScene();
    scene.fill(code);
    scene.fixture.clock.advance(12 * HOUR);
    scene.open.door.sweep();
    expect(await scene.open.screen(WINDOW)).toBe('sign_in');
    scene.open.door.forget(WINDOW);
  });
});
