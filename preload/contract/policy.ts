// The policy file of the firm's IT: what it fixes on the window's own computer, which answers itself. What it fixes for the firm is
// in `settings.get` and `backups.get`, which the computer with the data answers.
import * as v from 'valibot';
import { nothing, shownPlace, text } from './fields.ts';

export const policyProblemSchema = v.strictObject({
  kind: v.picklist(['not_json', 'unknown_key', 'wrong_value', 'too_large', 'writable', 'not_a_file', 'not_readable']),
  /** Of the setting, with `unknown_key` and `wrong_value`; empty otherwise. */
  key: text(40),
});
export type PolicyProblem = v.InferOutput<typeof policyProblemSchema>;

const policySchema = v.strictObject({
  file: text(4096),
  /** It is broken: Rekey uses settings that are safe. */
  problem: v.nullable(policyProblemSchema),
  /** Of the firm's server, as the first run shows it. */
  serverAddress: v.nullable(text(300)),
  signInPlace: v.nullable(shownPlace),
  isSampleOff: v.boolean(),
});
export type Policy = v.InferOutput<typeof policySchema>;

export const policyRequests = {
  'policy.get': { input: nothing, output: policySchema },
} as const;
