// Why the policy file of the firm's IT cannot be used: in the window, in Help > About and on the standard error.
import type { PolicyProblem } from '../contract/policy.ts';

/** After a colon. */
export function policyProblemWords({ kind, key }: PolicyProblem): string {
  switch (kind) {
    case 'not_json':
      return 'it is not JSON';
    case 'unknown_key':
      return `it has a setting that Rekey does not know, “${key}”`;
    case 'wrong_value':
      return `Rekey does not take the value of “${key}”`;
    case 'too_large':
      return 'it is larger than 64 KiB';
    case 'writable':
      return 'people other than the administrator of the computer can change it';
    case 'not_a_file':
      return 'a link, a folder or a pipe stands in its place';
    case 'not_readable':
      return 'Rekey may not read it';
  }
}
