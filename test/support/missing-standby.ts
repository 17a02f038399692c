// A database whose standby is missing, whatever the engine of the test is.
import { type StandbyFacts, type StandbyNotes, standbyState } from '../../main/domain/standby.ts';
import type { Standby, Storage } from '../../main/storage/engine/database.ts';

export interface GivenStandby extends Standby {
  become(facts: Partial<StandbyFacts>): void;
}

const MISSING: StandbyFacts = { isAskedFor: true, isVisible: true, isInStep: false, isFollowed: false, lagMs: null };

/**
 * What is noted about it is not in the database, so a rollback does not take it back.
 * @param missingSince undefined: it is not noted yet.
 */
export function giveMissingStandby(storage: Storage, missingSince?: number): GivenStandby {
  let facts = MISSING;
  let notes: StandbyNotes | undefined =
    missingSince === undefined
      ? undefined
      : { neededSince: missingSince, missingSince, aloneSince: null, aloneBy: null };
  const standby: GivenStandby = {
    get state() {
      return standbyState(facts, notes);
    },
    get notes() {
      return notes;
    },
    onChange: () => undefined,
    note(_, next) {
      notes = next;
    },
    become(next) {
      facts = { ...facts, ...next };
    },
  };
  Object.assign(storage, { standby });
  return standby;
}
