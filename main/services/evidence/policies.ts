// The firm's policy at each time: the settings of today, and back from them by the records of their changes.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { endOfRows, listSettingsChanges } from '../../storage/tables/evidence.ts';
import { nextTurn } from '../act/next-turn.ts';
import { recordedSettings } from '../firm/recorded-settings.ts';

/** Some milliseconds. */
const LOOKED_AT_ONCE = 20_000;

type Value = ActivityRecord['detail'][string];

/** Settings that were in force from one record to the next one. */
export interface Policy {
  /** Epoch ms. Null: from the beginning. */
  readonly since: number | null;
  /** The record of the change. Null: from the beginning. */
  readonly record: number | null;
  /** Under the names of the record. */
  readonly settings: { [name: string]: Value };
}

/**
 * Oldest first: the policy at the beginning of the time, and each one after it.
 * @param last no record after this number. The settings of now are those after it.
 * @param from, until epoch ms. Null: no end.
 */
export async function listPolicies(
  reader: Reader,
  { from, until, last }: { readonly from: number | null; readonly until: number | null; readonly last: number },
): Promise<readonly Policy[]> {
  let settings: Policy['settings'] = recordedSettings(reader);
  const policies: Policy[] = [];
  const changes: ActivityRecord[] = [];
  for (let after = 0; ; await nextTurn()) {
    const end = endOfRows(reader, after, last, LOOKED_AT_ONCE);
    if (end === undefined) break;
    changes.push(...listSettingsChanges(reader, after, end));
    after = end;
  }
  for (const { seq, at, detail } of changes.reverse()) {
    policies.unshift({ since: at, record: seq, settings });
    const before = Object.keys(settings).flatMap((name) => {
      const value = detail[`${name}From`];
      return value === undefined ? [] : [[name, value] as const];
    });
    settings = { ...settings, ...Object.fromEntries(before) };
  }
  policies.unshift({ since: null, record: null, settings });
  return policies.filter((policy, i) => {
    const end = policies[i + 1]?.since ?? null;
    return (from === null || end === null || end >= from) && (until === null || (policy.since ?? 0) <= until);
  });
}
