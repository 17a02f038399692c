// The index of the users that goes with an open database: loaded when it is first needed, and brought up to date with what was
// committed before it answers. A thread of its own loads it, so that everything else goes on.
import { Worker } from 'node:worker_threads';
import { openSnapshot, type Reader, type Storage } from '../engine/database.ts';
import { loadUserIndex, toIndexedUser, USER_COLUMNS } from './load-user-index.ts';
import { type IndexedUser, UserIndex } from './user-index.ts';
import type { UserIndexBuffers } from './user-index-buffers.ts';

/** Loading so many holds the event loop for some 10 ms; more are loaded by a thread of their own, whose memory goes with it. */
const LOADED_HERE = 2000;
const CHANGES_A_PIECE = 500;
/** Loading all anew is then faster than reading so many users one by one. */
const isWorthLoading = (changes: number, users: number): boolean => changes > 20_000 && changes > users / 4;

// As a source file in tests, as a built file next to the main bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './user-index-worker.ts' : './user-index-worker.js',
  import.meta.url,
);

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class UserIndexLoader {
  readonly #storage: Storage;
  #index: UserIndex | undefined;
  #loading: Promise<void> | undefined;
  /** Committed since the index, or the snapshot that it is being loaded from, was made. */
  #changed = new Set<number>();
  #version = 0;
  #worker: Worker | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
    storage.onClose(() => void this.#worker?.terminate());
    storage.onChange(({ users }) => {
      if (users.length > 0) this.#version += 1;
      if (this.#index !== undefined || this.#loading !== undefined) for (const id of users) this.#changed.add(id);
    });
  }

  /** Rises with every commit that changes users or memberships. */
  get version(): number {
    return this.#version;
  }

  /** The index as of the last commit; undefined when that takes longer than one turn of the event loop: see `whenReady`. */
  current(): UserIndex | undefined {
    if (this.#changed.size > CHANGES_A_PIECE) return undefined;
    this.#patch();
    return this.#index;
  }

  /** Calls `ask` with the up-to-date index, in the same turn in which it is found to be so. */
  async whenReady<T>(ask: (index: UserIndex) => T): Promise<T> {
    for (;;) {
      const index = this.current();
      if (index !== undefined) return ask(index);
      await this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#index === undefined || isWorthLoading(this.#changed.size, this.#index.size)) {
      this.#index = undefined;
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      return await this.#loading;
    }
    this.#patch();
    await pause();
  }

  /** Reads some of the changed users anew. */
  #patch(): void {
    if (this.#index === undefined || this.#changed.size === 0) return;
    const { read } = this.#storage;
    const ids = [...this.#changed].slice(0, CHANGES_A_PIECE);
    const isPatched = this.#index.patch(
      ids.map((id) => ({ id, user: readUser(read, id), clientIds: readClientIds(read, id) })),
    );
    if (isPatched) for (const id of ids) this.#changed.delete(id);
    else this.#index = undefined;
  }

  async #load(): Promise<void> {
    // What is committed from now on is read again afterwards, whether the loading has seen it or not.
    this.#changed = new Set();
    const largestId = this.#storage.read.get('SELECT max(id) AS id FROM users')?.['id'] ?? 0;
    this.#index =
      (largestId as number) <= LOADED_HERE
        ? loadHere(this.#storage.file)
        : await loadBeside(this.#storage.file, (worker) => {
            this.#worker = worker;
          });
  }
}

function loadHere(file: string): UserIndex {
  const snapshot = openSnapshot(file);
  try {
    return loadUserIndex(snapshot);
  } finally {
    snapshot.close();
  }
}

/** Rejects when the database cannot be read, or is closed meanwhile. */
function loadBeside(file: string, onStart: (worker: Worker) => void): Promise<UserIndex> {
  return new Promise((resolve, reject) => {
    // What it reads is used at once: room for more would only be given back late.
    const worker = new Worker(WORKER, { workerData: file, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    onStart(worker);
    worker.once('message', (buffers: UserIndexBuffers) => resolve(new UserIndex(buffers)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the loading ended without a result')));
    worker.unref();
  });
}

function readUser(read: Reader, id: number): IndexedUser | undefined {
  const row = read.get(`SELECT ${USER_COLUMNS} FROM users WHERE id = :id`, { id });
  return row === undefined ? undefined : toIndexedUser(Object.values(row));
}

const readClientIds = (read: Reader, userId: number): number[] =>
  read
    .all('SELECT client_id FROM memberships WHERE user_id = :userId ORDER BY client_id', { userId })
    .map((row) => row['client_id'] as number);

const loaders = new WeakMap<Storage, UserIndexLoader>();

/** The one loader of an open database. */
export function userIndexLoaderOf(storage: Storage): UserIndexLoader {
  let loader = loaders.get(storage);
  if (loader === undefined) {
    loader = new UserIndexLoader(storage);
    loaders.set(storage, loader);
  }
  return loader;
}
