// Bytes that come in pieces, with a look at what comes next.

export interface Buffered {
  /** So many bytes at least, or all that are left. They stay what comes next. */
  peek(least: number): Promise<Uint8Array>;
  skip(count: number): void;
  rest(): AsyncGenerator<Uint8Array>;
}

export function createBuffered(pieces: AsyncIterable<Uint8Array>): Buffered {
  const iterator = pieces[Symbol.asyncIterator]();
  let next: Uint8Array = new Uint8Array();
  return {
    async peek(least) {
      while (next.length < least) {
        const { done, value } = await iterator.next();
        if (done === true) break;
        next = next.length === 0 ? value : Buffer.concat([next, value]);
      }
      return next;
    },
    skip(count) {
      next = next.subarray(count);
    },
    async *rest() {
      yield next;
      yield* { [Symbol.asyncIterator]: () => iterator };
    },
  };
}
