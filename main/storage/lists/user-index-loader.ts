// The user index of an open database: loads it when it is first needed, and patches it with every commit before it
// answers. A worker thread loads a large one, so that the main process stays responsive.
import { Worker } from 'node:worker_threads';
import type { DatabaseSource, Reader, Storage } from '../engine/database.ts';
import { integerOrNull } from '../engine/rows.ts';
import { snapshotOf } from '../engine/snapshot-of.ts';
import { listClientIds } from '../tables/memberships.ts';
import { loadUserIndex, toIndexedUser, USER_COLUMNS } from './load-user-index.ts';
import { type IndexedUser, UserIndex } from './user-index.ts';
import type { UserIndexBuffers } from './user-index-buffers.ts';

/**
 * So many users hold the event loop for some 10 ms. More are loaded by a worker thread, whose memory is freed with it.
 */
const LOADED_IN_MAIN = 2000;
const CHANGES_PER_PIECE = 500;
/** After so many changes, loading the whole index is faster than reading the changed users one by one. */
const isReloadFaster = (changes: number, users: number): boolean => changes > 20_000 && changes > users / 4;

// The worker is a source file in tests, and a built file next to the main bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './user-index-worker.ts' : './user-index-worker.js',
  import.meta.url,
);

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class UserIndexLoader {
  readonly #storage: Storage;
  #index: UserIndex | undefined;
  #loading: Promise<void> | undefined;
  /** Ids of users whose changes the index, or the snapshot that is being loaded, does not have yet. */
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

  /**
   * The index as of the last commit. Undefined where that takes longer than one turn of the event loop: see
   * `whenReady`.
   */
  current(): UserIndex | undefined {
    if (this.#changed.size > CHANGES_PER_PIECE) return undefined;
    this.#patch();
    return this.#index;
  }

  /** Calls `ask` with the index as of the last commit. No commit can come between. */
  async whenReady<T>(ask: (index: UserIndex) => T): Promise<T> {
    for (;;) {
      const index = this.current();
      if (index !== undefined) return ask(index);
      await this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#index === undefined || isReloadFaster(this.#changed.size, this.#index.size)) {
      this.#index = undefined;
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      return await this.#loading;
    }
    this.#patch();
    await pause();
  }

  /** Reads one piece of the changed users again. */
  #patch(): void {
    if (this.#index === undefined || this.#changed.size === 0) return;
    const { read } = this.#storage;
    const ids = [...this.#changed].slice(0, CHANGES_PER_PIECE);
    const isPatched = this.#index.patch(
      ids.map((id) => ({ id, user: readUser(read, id), clientIds: listClientIds(read, id) })),
    );
    if (isPatched) for (const id of ids) this.#changed.delete(id);
    else this.#index = undefined;
  }

  async #load(): Promise<void> {
    // Changes from now on are patched in afterwards, whether or not the snapshot has them.
    this.#changed = new Set();
    const row = this.#storage.read.get('SELECT max(id) AS id FROM users');
    const largestId = (row === undefined ? null : integerOrNull(row, 'id')) ?? 0;
    this.#index =
      largestId <= LOADED_IN_MAIN
        ? loadInMain(this.#storage.source)
        : await loadInWorker(this.#storage.source, (worker) => {
            this.#worker = worker;
          });
  }
}

function loadInMain(source: DatabaseSource): UserIndex {
  const snapshot = snapshotOf(source);
  try {
    return loadUserIndex(snapshot);
  } finally {
    snapshot.close();
  }
}

/** Rejects when the database cannot be read, or is closed before the end. */
function loadInWorker(source: DatabaseSource, onStart: (worker: Worker) => void): Promise<UserIndex> {
  return new Promise((resolve, reject) => {
    // The worker's rows die young. A small young generation keeps its memory low.
    const worker = new Worker(WORKER, { workerData: source, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
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
