// A commit that fails after its request has gone on: the request hears of it, and nobody else does.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Storage, Tx } from '../../../main/storage/engine/database.ts';
import { openDatabase } from '../../../main/storage/engine/open-database.ts';
import type { Changes } from '../../../main/storage/engine/watch-changes.ts';
import { insertFirm } from '../../../main/storage/tables/firm.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

function openWithFirm(): Storage {
  const storage = openDatabase(`${makeTempFolder()}/rekey.db`);
  storage.transaction((tx) => insertFirm(tx, { name: 'Quill', createdAt: 1, isSample: false }));
  return storage;
}

const rename = (storage: Storage, name: string): unknown =>
  storage.transaction((tx) => tx.run('UPDATE firm SET name = :name', { name }));
const nameIn = (storage: Storage): unknown => storage.read.get('SELECT name FROM firm')?.['name'];

/** COMMIT itself throws, as on a disk that is full by then. */
function spoil(tx: Tx): void {
  tx.run('PRAGMA defer_foreign_keys = ON');
  tx.run("INSERT INTO passwords (user_id, hash, set_at) VALUES (77, 'x', 1)");
}

test('a request that waits for long hears that its commit has failed, whatever comes in between', async () => {
  const storage = openWithFirm();
  await delay(1200); // the clock of the checkpoint stands still, so the request starts it
  const written: string[] = [];
  storage.onIdle(() => {
    rename(storage, `idle ${written.length}`);
    written.push(String(nameIn(storage)));
  });
  const request = storage.hold();
  await request.run(async () => {
    rename(storage, 'First');
    await delay(1); // committed, and the clock of the checkpoint runs
    storage.transaction((tx) => {
      tx.run("UPDATE firm SET name = 'Lost'");
      spoil(tx);
    });
    await delay(1300); // the dialog of a file is open, for example
  });
  expect(written).toEqual(['idle 0']);
  // What the idle clock wrote belongs to no request.
  expect(request.drop).not.toThrow();
  expect(nameIn(storage)).toBe('idle 0');
  expect(() => request.keep()).toThrow('FOREIGN KEY');
  storage.close();
});

test('a commit that fails is heard once, by its own request, also where another one commits it', () => {
  const storage = openWithFirm();
  const [first, second] = [storage.hold(), storage.hold()];
  first.run(() =>
    storage.transaction((tx) => {
      tx.run("UPDATE firm SET name = 'Lost'");
      spoil(tx);
    }),
  );
  second.run(() => rename(storage, 'Second'));
  second.keep();
  expect(() => first.keep()).toThrow('FOREIGN KEY');
  expect(nameIn(storage)).toBe('Second');
  first.keep();
  storage.close();
});

test('closing commits what waits, and closes also where that fails', () => {
  const storage = openWithFirm();
  const request = storage.hold();
  request.run(() => {
    storage.transaction(spoil);
    storage.close();
  });
  expect(storage.isClosed).toBe(true);
});

test('what goes wrong after a commit and may pass does not make it undone', () => {
  const storage = openWithFirm();
  const heard: Changes[] = [];
  storage.onChange((changes) => heard.push(changes));
  let isFull = false;
  storage.addGuard(() => {
    if (isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  const id = storage.transaction((tx) => {
    isFull = true;
    return tx.insert(
      `INSERT INTO clients (name, search_text, type, status, accounting_software, added_at)
       VALUES (:name, 'alder', 'trust', 'active', '', 1)`,
      { name: 'Alder' },
    );
  });
  expect(heard).toEqual([{ users: [], clients: [id] }]);
  expect(() => rename(storage, 'Full')).toThrow('no space left');
  expect(storage.isLost).toBe(false);
  isFull = false;
  rename(storage, 'Room');
  expect(nameIn(storage)).toBe('Room');
  storage.close();
});
