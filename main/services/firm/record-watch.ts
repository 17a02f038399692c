// Watches the activity record for programs that write to the file. It looks at the end of the record whenever commits
// pause, and a worker thread checks all of it after the start, hourly, after another program has written, and when a
// person asks. What it finds is recorded once and shown to every Partner Admin. It trusts nothing that stands in the
// file: it starts from its own memory, from the seal, or from the first record.
import { ChainCheck } from '../../domain/activity-chain.ts';
import type { RecordCheck } from '../../storage/record/check-record.ts';
import { checkRecordInWorker } from '../../storage/record/check-record-in-worker.ts';
import { getActivity, getHead, iterateFrom, UNREADABLE } from '../../storage/tables/activity.ts';
import type { Context } from '../act/context.ts';
import { appendRecords, sha256, toAlteredEntry } from '../act/record-activity.ts';
import { type Alteration, findAlteredEnd } from '../act/record-seal.ts';

const CHECK_EVERY_MS = 3_600_000;
/** Most of a background check is rest. */
const REST_MS = 50;
/** So many records take some 20 ms of the event loop. */
const LOOKED_AT_ONCE = 4000;
const NEXT_LOOK_AFTER_MS = 20;
/** The last of so many records covers all that is left. */
const MOST_NOTED = 10;

export type Verification = Omit<RecordCheck, 'known'>;
type OnProgress = (done: number, total: number) => void;

/** The last check of the whole record since Rekey was started. */
export interface LastVerification {
  /** Epoch ms: its end. */
  readonly at: number;
  readonly records: number;
  /** No record was changed or is missing, now or before. */
  readonly isWhole: boolean;
}

interface Listener {
  /** Something was found and recorded. */
  onFound(): void;
  /** The record could not be checked, or what was found could not be recorded. The next look tries again. */
  onError(error: unknown): void;
}

export class RecordWatch {
  readonly #context: Context;
  readonly #keepAnchor: () => void;
  /** The last record that was looked at. */
  #mark: { readonly seq: number; readonly hash: string };
  #foreignWrites: number;
  #checkedAt: number;
  #listener: Listener = { onFound: () => undefined, onError: () => undefined };
  #lastVerification: LastVerification | undefined;
  readonly #progress = new Set<OnProgress>();
  #running: { readonly done: Promise<Verification>; readonly hurry: () => void } | undefined;

  /**
   * @param context just opened, its record compared with the anchor.
   * @param keepAnchor called when the record goes on from where it was, and is as Rekey wrote it.
   */
  constructor(context: Context, keepAnchor: () => void) {
    this.#context = context;
    this.#keepAnchor = keepAnchor;
    this.#mark = getHead(context.storage.read);
    this.#foreignWrites = context.storage.foreignWrites();
    this.#checkedAt = performance.now();
    context.storage.onIdle(() => this.look());
  }

  listen(listener: Listener): void {
    this.#listener = listener;
  }

  get lastVerification(): LastVerification | undefined {
    return this.#lastVerification;
  }

  /** Looks at the end of the record, and checks all of it where that is due. */
  look(): void {
    this.lookAtEnd();
    const foreignWrites = this.#context.storage.foreignWrites();
    if (foreignWrites === this.#foreignWrites && performance.now() - this.#checkedAt < CHECK_EVERY_MS) return;
    this.#foreignWrites = foreignWrites;
    this.checkLater();
  }

  /** Checks all of it while nobody waits. */
  checkLater(): void {
    this.#check(REST_MS).catch((error: unknown) => {
      if (!this.#context.storage.isClosed) this.#listener.onError(error);
    });
  }

  /** Checks all of it now. A check that is under way may have passed by what was just changed, so it ends first. */
  async verify(onProgress: OnProgress): Promise<Verification> {
    this.lookAtEnd();
    this.#running?.hurry();
    await this.#running?.done.catch(() => undefined);
    this.#progress.add(onProgress);
    try {
      return await this.#check(0);
    } finally {
      this.#progress.delete(onProgress);
    }
  }

  #check(restMs: number): Promise<Verification> {
    if (this.#running !== undefined) return this.#running.done;
    this.#checkedAt = performance.now();
    const { storage } = this.#context;
    const check = checkRecordInWorker({ source: storage.source, restMs }, (done, total) => {
      for (const tell of this.#progress) tell(done, total);
    });
    storage.onClose(check.end);
    const done = check.result
      .then(({ known, ...verification }) => {
        const isKnown = (found: Alteration): boolean =>
          known.some(({ first, last }) => first <= found.first && found.last <= last);
        this.#note(verification.breaks.filter((found) => !isKnown(found)));
        const { records, breaks, isAlteredBefore } = verification;
        this.#lastVerification = {
          at: this.#context.clock.now(),
          records,
          isWhole: breaks.length === 0 && !isAlteredBefore,
        };
        return verification;
      })
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = { done, hurry: check.hurry };
    return done;
  }

  /** What does not fit is recorded; then the anchor takes the new end. */
  lookAtEnd(): void {
    try {
      const altered = this.#findAlteration();
      if (altered !== undefined) {
        this.#note([altered]);
        this.#mark = getHead(this.#context.storage.read);
      }
      if (this.#mark.seq === getHead(this.#context.storage.read).seq) this.#keepAnchor();
      else setTimeout(() => this.#context.storage.isClosed || this.lookAtEnd(), NEXT_LOOK_AFTER_MS).unref();
    } catch (error) {
      // The disk is full, for example. The mark and the anchor stay, so the next look finds the same.
      this.#listener.onError(error);
    }
  }

  #findAlteration(): Alteration | undefined {
    const { read } = this.#context.storage;
    const head = getHead(read);
    const lost = this.#findLostMark(head.seq);
    if (lost !== undefined && !this.#isNoted(lost, head.seq)) return lost;
    const altered = findAlteredEnd(this.#context, read);
    if (altered !== undefined || lost === undefined) return altered ?? this.#findBreakSince();
    this.#mark = head;
    return undefined;
  }

  #findLostMark(headSeq: number): Alteration | undefined {
    const { seq, hash } = this.#mark;
    if (headSeq < seq) return { first: headSeq + 1, last: seq, kind: 'cut' };
    const isThere = seq === 0 || getActivity(this.#context.storage.read, seq)?.hash === hash;
    return isThere ? undefined : { first: seq, last: seq, kind: 'changed' };
  }

  /** An act that came before this look has found the same end, and recorded it. */
  #isNoted(lost: Alteration, headSeq: number): boolean {
    const latest = iterateFrom(this.#context.storage.read, headSeq - LOOKED_AT_ONCE, LOOKED_AT_ONCE + 1);
    for (const { action, detail } of latest)
      if (
        action === 'record.altered' &&
        Number(detail['firstRecord']) <= lost.first &&
        lost.last <= Number(detail['lastRecord'])
      )
        return true;
    return false;
  }

  /** In the records since the last look. It moves the mark to the last one that it has checked. */
  #findBreakSince(): Alteration | undefined {
    const check = new ChainCheck(sha256, this.#mark);
    let last = this.#mark;
    for (const record of iterateFrom(this.#context.storage.read, this.#mark.seq + 1, LOOKED_AT_ONCE)) {
      check.add(record.seq, record.action === UNREADABLE ? undefined : record, record.hash);
      last = { seq: record.seq, hash: record.hash };
    }
    if (check.breaks.length === 0) this.#mark = last;
    return check.breaks[0];
  }

  #note(found: readonly Alteration[]): void {
    const [first, ...others] = found;
    if (first === undefined) return;
    const noted = [first, ...others.slice(0, MOST_NOTED - 1)];
    const last = noted.length - 1;
    noted[last] = { ...(noted[last] ?? first), last: found.at(-1)?.last ?? first.last };
    const { storage } = this.#context;
    storage.transaction((tx) => appendRecords(this.#context, tx, noted.map(toAlteredEntry)));
    this.#listener.onFound();
  }
}

const watches = new WeakMap<Context['storage'], RecordWatch>();

/** The one watch of an open database. */
export function recordWatchOf(context: Context, keepAnchor: () => void = () => undefined): RecordWatch {
  let watch = watches.get(context.storage);
  if (watch === undefined) {
    watch = new RecordWatch(context, keepAnchor);
    watches.set(context.storage, watch);
  }
  return watch;
}
