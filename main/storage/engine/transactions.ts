// When a transaction is committed: before `transaction` returns. While main answers a window, the last commit waits for
// the check of the answer, so an act whose answer cannot be given is no act. It waits no longer than the turn of the event
// loop, and another transaction commits it first.
import { AsyncLocalStorage } from 'node:async_hooks';

/** The commits of one request. */
export interface HeldCommits {
  /** Commits in here wait, also after an `await`. */
  run<T>(work: () => T): T;
  /**
   * Commits what waits. @param last belongs to it.
   * @returns whether `last` was done: nothing may be waiting any more. @throws the error of a commit of this request that
   * failed.
   */
  keep(last?: () => void): boolean;
  /** Rolls back what waits. @returns false when nothing waited. */
  drop(): boolean;
}

export interface Transactions {
  /** @throws what `work` throws; nothing is changed then. */
  transaction<T>(work: () => T): T;
  /** See Storage. */
  afterCommit(listener: () => void): void;
  hold(): HeldCommits;
  /** Commits what waits. The error of a commit that fails goes to the request that it belongs to. */
  flush(): void;
  /**
   * Commits what waits: it stands whatever becomes of the answer.
   * @throws the error of a commit of this request that failed. The request may go on then.
   */
  settle(): void;
}

interface Engine {
  begin(): void;
  /** All statements were given, and the commit waits. @throws the error of one that has failed. */
  wait(): void;
  commit(): void;
  rollback(): void;
}

interface Request {
  isOver: boolean;
  failed: { readonly because: unknown } | undefined;
}

const isHeld = (request: Request | undefined): request is Request => request?.isOver === false;

export function createTransactions({ begin, wait, commit, rollback: undo }: Engine): Transactions {
  const requests = new AsyncLocalStorage<Request>();
  let isWorking = false;
  let waiting: Request | undefined;
  let commitListeners: (() => void)[] = [];

  function rollback(): void {
    commitListeners = [];
    undo();
  }

  function commitOrRollBack(): void {
    try {
      commit();
    } catch (error) {
      rollback();
      throw error;
    }
    const listeners = commitListeners;
    commitListeners = [];
    for (const listener of listeners) listener();
  }

  function commitWaiting(): void {
    const request = waiting;
    if (request === undefined) return;
    waiting = undefined;
    try {
      commitOrRollBack();
    } catch (error) {
      // It belongs to the request that waited, not to the one that commits it.
      request.failed = { because: error };
    }
  }

  function throwIfFailed(request: Request | undefined): void {
    if (request?.failed === undefined) return;
    const { because } = request.failed;
    request.failed = undefined;
    throw because;
  }

  return {
    transaction(work) {
      if (isWorking) throw new Error('a transaction is already open');
      commitWaiting();
      const request = requests.getStore();
      throwIfFailed(request);
      begin();
      isWorking = true;
      let result: ReturnType<typeof work>;
      try {
        result = work();
        if (isHeld(request)) wait();
      } catch (error) {
        rollback();
        throw error;
      } finally {
        isWorking = false;
      }
      if (!isHeld(request)) commitOrRollBack();
      else {
        waiting = request;
        setImmediate(commitWaiting);
      }
      return result;
    },
    afterCommit: (listener) => {
      commitListeners.push(listener);
    },
    hold() {
      const request: Request = { isOver: false, failed: undefined };
      return {
        run: (work) => requests.run(request, work),
        keep(last) {
          const isWaiting = waiting === request;
          request.isOver = true;
          if (isWaiting) {
            try {
              last?.();
            } catch (error) {
              waiting = undefined;
              rollback();
              throw error;
            }
            commitWaiting();
          }
          throwIfFailed(request);
          return isWaiting;
        },
        drop() {
          request.isOver = true;
          if (waiting !== request) return false;
          waiting = undefined;
          rollback();
          return true;
        },
      };
    },
    flush: commitWaiting,
    settle() {
      commitWaiting();
      throwIfFailed(requests.getStore());
    },
  };
}
