// The newest answer to one question to main, for useRequest. A reload during a read asks again, and the answer to the
// older read is dropped: a change that main announces in between is never missed. The old value stays until the new one
// arrives.
import type { Failure } from '../../../preload/contract/index.ts';
import { toFailure } from '../../bridge.ts';

export interface Answer<T> {
  /** Undefined until the first answer. */
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
}

export class RequestSource<T> {
  readonly #read: (() => Promise<T>) | undefined;
  readonly #combine: (fresh: T, shown: T | undefined) => T;
  readonly #listeners = new Set<() => void>();
  #answer: Answer<T> = { value: undefined, failure: undefined };
  #newest = 0;

  /**
   * @param read undefined: nothing is asked.
   * @param combine makes the new value from a fresh answer and the shown value.
   */
  constructor(read: (() => Promise<T>) | undefined, combine: (fresh: T, shown: T | undefined) => T = (fresh) => fresh) {
    this.#read = read;
    this.#combine = combine;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly getAnswer = (): Answer<T> => this.#answer;

  /** @returns the fresh answer; undefined when it failed. */
  readonly reload = async (): Promise<T | undefined> => {
    if (this.#read === undefined) return undefined;
    const mine = ++this.#newest;
    try {
      const fresh = await this.#read();
      if (mine === this.#newest) this.#publish({ value: this.#combine(fresh, this.#answer.value), failure: undefined });
      return fresh;
    } catch (error) {
      if (mine === this.#newest) this.fail(error);
      return undefined;
    }
  };

  /** Changes the shown value without a read. */
  update(change: (shown: T) => T): void {
    if (this.#answer.value !== undefined) this.#publish({ value: change(this.#answer.value), failure: undefined });
  }

  fail(error: unknown): void {
    this.#publish({ ...this.#answer, failure: toFailure(error) });
  }

  #publish(answer: Answer<T>): void {
    this.#answer = answer;
    for (const listener of this.#listeners) listener();
  }
}
