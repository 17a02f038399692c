// Derives the key of a passphrase with scrypt. It takes as much memory as the person who guesses shall need: 256 MB for half
// a second. A thread of its own gives it back at its end, and the copying goes on beside it.
// hash-wasm is WebAssembly: it takes two thirds of the time of the same in JavaScript, and half of Node's own (docs/performance.md).
import { Worker } from 'node:worker_threads';
import type { Salted } from './passphrase-stanza.ts';

export interface KeyRequest {
  readonly passphrase: string;
  readonly salted: Salted;
}

/** Up to here, 16 MB, a thread costs more than the derivation. Rekey writes no such file, but opens it. */
const LIGHT = 14;
const LABEL = Buffer.from('age-encryption.org/v1/scrypt');

// The worker is a source file in tests, and a built file next to the bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './derive-key-worker.ts' : './derive-key-worker.js',
  import.meta.url,
);

/** @returns 32 bytes, when the memory is free again. Rejects where there is not enough of it. */
export function deriveKey(passphrase: string, salted: Salted): Promise<Uint8Array> {
  const request: KeyRequest = { passphrase, salted };
  return salted.workFactor <= LIGHT ? derive(request) : deriveInWorker(request);
}

function deriveInWorker(request: KeyRequest): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: request });
    let key: Uint8Array | undefined;
    worker.once('message', (derived: Uint8Array) => {
      key = derived;
    });
    worker.once('error', reject);
    worker.once('exit', () =>
      key === undefined ? reject(new Error('the derivation ended without a key')) : resolve(key),
    );
  });
}

/** age's parameters for a passphrase. */
export async function derive({ passphrase, salted: { salt, workFactor } }: KeyRequest): Promise<Uint8Array> {
  const { scrypt } = await import('hash-wasm');
  return scrypt({
    password: passphrase,
    salt: Buffer.concat([LABEL, Buffer.from(salt, 'base64')]),
    costFactor: 2 ** workFactor,
    blockSize: 8,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
}
