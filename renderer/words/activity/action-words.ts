// What each recorded action is called. Main stores codes and facts only. An action that is not known here, of a newer
// or an older release, is shown under its own name.
import type { ActivityRecord } from '../../../preload/contract/index.ts';
import type { ActionEntry } from './action-entry.ts';
import { CLIENT_ACTIONS } from './client-actions.ts';
import { FIRM_ACTIONS } from './firm-actions.ts';
import { PASSWORD_ACTIONS } from './password-actions.ts';
import { PEOPLE_ACTIONS } from './people-actions.ts';
import { SECOND_FACTOR_ACTIONS } from './second-factor-actions.ts';
import { SIGNING_IN_ACTIONS } from './signing-in-actions.ts';

export type ActionGroup = 'signing_in' | 'second_factor' | 'passwords' | 'people' | 'clients' | 'firm';

export const ACTION_GROUP_WORDS: Readonly<Record<ActionGroup, string>> = {
  signing_in: 'Signing in',
  second_factor: '2FA',
  passwords: 'Passwords',
  people: 'People',
  clients: 'Clients',
  firm: 'Firm and settings',
};

export const OUTCOME_WORDS: Readonly<Record<ActivityRecord['outcome'], string>> = {
  done: 'Done',
  denied: 'Refused',
  failed: 'Failed',
};

const GROUPS: Readonly<Record<ActionGroup, Readonly<Record<string, ActionEntry>>>> = {
  signing_in: SIGNING_IN_ACTIONS,
  second_factor: SECOND_FACTOR_ACTIONS,
  passwords: PASSWORD_ACTIONS,
  people: PEOPLE_ACTIONS,
  clients: CLIENT_ACTIONS,
  firm: FIRM_ACTIONS,
};

export const ACTION_WORDS: Readonly<Record<string, ActionEntry>> = {
  ...SIGNING_IN_ACTIONS,
  ...SECOND_FACTOR_ACTIONS,
  ...PASSWORD_ACTIONS,
  ...PEOPLE_ACTIONS,
  ...CLIENT_ACTIONS,
  ...FIRM_ACTIONS,
};

const BY_REQUEST = new Map(
  Object.values(ACTION_WORDS).flatMap((words) => (words.requests ?? []).map((name) => [name, words] as const)),
);
export const wordsOfAction = (action: string): ActionEntry | undefined =>
  ACTION_WORDS[action] ?? BY_REQUEST.get(action);

/** The heading of a record: "2FA reset". */
export const actionName = (action: string): string => wordsOfAction(action)?.name ?? action;

/** Every action of a group, under the names that main records it with. */
export const actionsOf = (group: ActionGroup): readonly string[] =>
  Object.entries(GROUPS[group]).flatMap(([action, words]) => [action, ...(words.requests ?? [])]);
