// The contract is strict everywhere: in requests, answers, events and failures. Its words are the domain's words.
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { CLIENT_STATUSES, CLIENT_TYPES } from '../../main/domain/client.ts';
import type { RefusalReason } from '../../main/domain/refusal.ts';
import { IDENTITY_CHECKS, RESET_REASONS } from '../../main/domain/reset.ts';
import { APPROVAL_KINDS } from '../../main/domain/second-approver.ts';
import { TEMPORARY_CODE_REASONS } from '../../main/domain/temporary-code.ts';
import { ROLES, STATUSES, TWO_FACTOR_STATES } from '../../main/domain/user.ts';
import { CLIENT_COLUMNS } from '../../main/storage/lists/client-list.ts';
import { USER_COLUMNS } from '../../main/storage/tables/users.ts';
import { clientColumnSchema, clientStatusSchema, clientTypeSchema } from '../../preload/contract/clients.ts';
import { contract, events, failureSchema, type RequestName } from '../../preload/contract/index.ts';
import { userColumnSchema } from '../../preload/contract/users.ts';
import {
  approvalKindSchema,
  RESET_REASONS as CONTRACT_REASONS,
  identityCheckSchema,
  resetReasonSchema,
  roleSchema,
  statusSchema,
  temporaryCodeReasonSchema,
  twoFactorStateSchema,
} from '../../preload/contract/words.ts';

/** All schemas inside a schema, each with its path. */
function* parts(
  schema: unknown,
  path: string,
): Generator<{ readonly path: string; readonly type: string; readonly schema: Readonly<Record<string, unknown>> }> {
  if (Array.isArray(schema)) {
    for (const [index, inner] of schema.entries()) yield* parts(inner, `${path}.${index}`);
    return;
  }
  if (typeof schema !== 'object' || schema === null) return;
  const record = schema as Readonly<Record<string, unknown>>;
  if (record['kind'] === 'schema') yield { path, type: String(record['type']), schema: record };
  for (const key of ['pipe', 'options', 'item', 'items', 'wrapped', 'rest', 'key', 'value'])
    if (key in record && record[key] !== schema)
      yield* parts(key === 'pipe' ? (record[key] as unknown[]).slice(1) : record[key], `${path}.${key}`);
  if (typeof record['entries'] === 'object')
    for (const [name, inner] of Object.entries(record['entries'] as object)) yield* parts(inner, `${path}.${name}`);
}

/** The steps of a pipe, including those of a pipe that it starts with. */
function stepsOf(schema: Readonly<Record<string, unknown>>): string[] {
  const pipe = (schema['pipe'] ?? []) as Readonly<Record<string, unknown>>[];
  return pipe.flatMap((step, index) =>
    index === 0 && step !== schema && step['pipe'] !== undefined ? stepsOf(step) : [String(step['type'])],
  );
}

const NAMES = Object.keys(contract) as RequestName[];
/** Everything that crosses between the window and main. */
const CROSSING: readonly (readonly [string, unknown])[] = [
  ...NAMES.flatMap((name) => [
    [`input of ${name}`, contract[name].input] as const,
    [`output of ${name}`, contract[name].output] as const,
  ]),
  ...Object.entries(events).map(([name, schema]) => [`event ${name}`, schema] as const),
  ['failure', failureSchema],
];
const STRICT = [
  'strict_object',
  'variant',
  'union',
  'record',
  'array',
  'nullable',
  'optional',
  'string',
  'number',
  'boolean',
  'picklist',
  'literal',
];

/** A list of an input begins with a schema of its own, which only counts. */
const isStrict = ({ type, schema }: { readonly type: string; readonly schema: Readonly<Record<string, unknown>> }) =>
  STRICT.includes(type) || (type === 'custom' && stepsOf(schema).includes('array'));

describe('the contract', () => {
  test.each(CROSSING)('names each key of the %s: no open objects and no schema that takes anything', (name, schema) => {
    const all = [...parts(schema, name)];
    expect(all.length).toBeGreaterThan(0);
    for (const part of all) expect([part.path, isStrict(part)]).toEqual([part.path, true]);
  });
  test.each(CROSSING)('checks how long each text of the %s is before anything else', (name, schema) => {
    for (const part of parts(schema, name))
      if (part.type === 'string')
        expect([part.path, stepsOf(part.schema).slice(0, 2)]).toEqual([part.path, ['string', 'max_length']]);
  });
  test.each(NAMES)('checks how long each list in the input of %s is before what is in it', (name) => {
    for (const part of parts(contract[name].input, name)) {
      if (part.type === 'custom')
        expect([part.path, stepsOf(part.schema).slice(0, 3)]).toEqual([part.path, ['custom', 'max_length', 'array']]);
      if (part.type === 'array') expect(part.path).toContain('.pipe.');
    }
  });
  test.each(CROSSING)('has only whole numbers in the %s', (name, schema) => {
    for (const part of parts(schema, name))
      if (part.type === 'number')
        expect([part.path, stepsOf(part.schema)]).toEqual([part.path, expect.arrayContaining(['safe_integer'])]);
  });
  test('calls a request noun.verb and an event noun.past', () => {
    for (const name of [...NAMES, ...Object.keys(events)]) expect(name).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
  });
  test('takes only whole positive numbers as ids', () => {
    const { input } = contract['users.removeFromClient'];
    expect(v.safeParse(input, { userId: 1, clientId: 2 }).success).toBe(true);
    for (const bad of [0, -1, 1.5, 2 ** 53, '1', null])
      expect(v.safeParse(input, { userId: bad, clientId: 2 }).success).toBe(false);
  });
});

test('its words are the words of the domain', () => {
  expect(roleSchema.options).toEqual(ROLES);
  expect(statusSchema.options).toEqual(STATUSES);
  expect(twoFactorStateSchema.options).toEqual(TWO_FACTOR_STATES);
  expect(clientTypeSchema.options).toEqual(CLIENT_TYPES);
  expect(clientStatusSchema.options).toEqual(CLIENT_STATUSES);
  expect(clientColumnSchema.options).toEqual(CLIENT_COLUMNS);
  expect(userColumnSchema.options).toEqual(USER_COLUMNS);
  expect(CONTRACT_REASONS).toEqual(RESET_REASONS);
  expect(resetReasonSchema.options).toEqual([...RESET_REASONS.revoke_now, ...RESET_REASONS.replace]);
  expect(identityCheckSchema.options).toEqual(IDENTITY_CHECKS);
  expect(temporaryCodeReasonSchema.options).toEqual(TEMPORARY_CODE_REASONS);
  expect(approvalKindSchema.options).toEqual(APPROVAL_KINDS);
});

test('every refusal of the domain fits the contract, and nothing more', () => {
  // The compiler checks both directions; each code is then checked against the schema.
  const CODES: { readonly [C in RefusalReason['code']]: Extract<RefusalReason, { readonly code: C }> } = {
    wrong_sender: { code: 'wrong_sender' },
    unknown_request: { code: 'unknown_request' },
    bad_input: { code: 'bad_input', fields: [{ field: 'email', message: 'Enter the email.' }] },
    not_now: { code: 'not_now' },
    still_running: { code: 'still_running' },
    not_signed_in: { code: 'not_signed_in' },
    forbidden: { code: 'forbidden' },
    not_found: { code: 'not_found' },
    conflict: { code: 'conflict' },
    codes_not_saved: { code: 'codes_not_saved', of: 'reset', bulkId: 'x', codes: 2 },
    done_before: { code: 'done_before', at: 1 },
    unexpected: { code: 'unexpected', reference: '1234abcd' },
    cannot_write: { code: 'cannot_write' },
    file_not_saved: { code: 'file_not_saved' },
    mail_not_opened: { code: 'mail_not_opened' },
    wrong_credentials: { code: 'wrong_credentials' },
    clock_impossible: { code: 'clock_impossible' },
    deactivated: { code: 'deactivated' },
    frozen: { code: 'frozen' },
    wrong_code: { code: 'wrong_code', entry: 'Nov 2026' },
    old_entry: { code: 'old_entry', entry: 'Nov 2026' },
    code_already_used: { code: 'code_already_used', waitMs: 9000 },
    phone_clock_off: { code: 'phone_clock_off', minutes: -3 },
    wrong_recovery_code: { code: 'wrong_recovery_code' },
    wrong_setup_code: { code: 'wrong_setup_code' },
    setup_overdue: { code: 'setup_overdue' },
    needs_new_reset: { code: 'needs_new_reset' },
    locked_until: { code: 'locked_until', until: 1 },
    factor_disabled: { code: 'factor_disabled' },
    clock_went_back: { code: 'clock_went_back', minutes: 3, until: 1 },
    own_account: { code: 'own_account' },
    set_by_it: { code: 'set_by_it' },
    last_able_admin: { code: 'last_able_admin' },
    nothing_to_reset: { code: 'nothing_to_reset' },
    fresh_code_needed: { code: 'fresh_code_needed' },
    number_changed: { code: 'number_changed' },
    no_number: { code: 'no_number' },
    not_possible: { code: 'not_possible', why: 'not_invited' },
    client_terminated: { code: 'client_terminated' },
    too_late_to_restore: { code: 'too_late_to_restore' },
    last_client: { code: 'last_client' },
    contacts_changed: { code: 'contacts_changed' },
    wrong_one_time_code: { code: 'wrong_one_time_code' },
    one_time_code_expired: { code: 'one_time_code_expired' },
    wrong_password: { code: 'wrong_password' },
    wrong_temporary_code: { code: 'wrong_temporary_code' },
    temporary_code_expired: { code: 'temporary_code_expired' },
    temporary_code_used: { code: 'temporary_code_used' },
    temporary_session: { code: 'temporary_session' },
    wrong_recovery_kit: { code: 'wrong_recovery_kit' },
    recovery_kit_replaced: { code: 'recovery_kit_replaced' },
    no_second_approver: { code: 'no_second_approver' },
    own_request: { code: 'own_request' },
    approver_not_independent: { code: 'approver_not_independent' },
    requester_not_independent: { code: 'requester_not_independent' },
    requester_not_able: { code: 'requester_not_able' },
    not_approved: { code: 'not_approved' },
    approval_expired: { code: 'approval_expired' },
    backup_busy: { code: 'backup_busy' },
    backup_not_saved: { code: 'backup_not_saved' },
    backup_not_proved: { code: 'backup_not_proved' },
    backup_not_chosen: { code: 'backup_not_chosen' },
    backup_wrong_passphrase: { code: 'backup_wrong_passphrase' },
    backup_damaged: { code: 'backup_damaged' },
    backup_newer: { code: 'backup_newer' },
    backup_not_readable: { code: 'backup_not_readable' },
    backup_not_rekey: { code: 'backup_not_rekey' },
    backup_other_firm: { code: 'backup_other_firm' },
    backup_of_sample: { code: 'backup_of_sample' },
    move_overtaken: { code: 'move_overtaken' },
    only_at_server: { code: 'only_at_server' },
    port_taken: { code: 'port_taken' },
    address_not_here: { code: 'address_not_here' },
    not_connected: { code: 'not_connected' },
    not_known: { code: 'not_known' },
    not_on_standby: { code: 'not_on_standby' },
    standby_missing: { code: 'standby_missing' },
    standby_just_missing: { code: 'standby_just_missing' },
    server_not_reached: { code: 'server_not_reached' },
    wrong_server: { code: 'wrong_server' },
    wrong_pairing_code: { code: 'wrong_pairing_code' },
    server_other_version: { code: 'server_other_version' },
    backup_in_data_folder: { code: 'backup_in_data_folder' },
  };
  expect(Object.keys(CODES)).toHaveLength(83);
  for (const reason of Object.values(CODES)) {
    expect(v.safeParse(failureSchema, reason)).toMatchObject({ success: true, output: reason });
    expect(v.safeParse(failureSchema, { ...reason, stack: 'at main.ts' }).success).toBe(false);
  }
});
