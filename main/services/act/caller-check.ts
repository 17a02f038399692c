// How an administrator checked that the person who asks for help is the user. The activity record keeps it with the
// act.
import type { IdentityCheck } from '../../domain/reset.ts';

export type CallerCheck = {
  readonly note: string;
  readonly identityCheck: IdentityCheck;
  /** Required with `vouched_by_colleague`. */
  readonly vouchedBy: string;
};

/** What a request about one person says of the check. */
export type CallerChecked = CallerCheck & {
  /** The `key` of the numbers that the window has shown. Required with `call_back`. */
  readonly called?: string;
};

/** Leaves out the rest of a request, such as the administrator's fresh code. */
export const toCallerCheck = ({ note, identityCheck, vouchedBy }: CallerCheck): CallerCheck => ({
  note,
  identityCheck,
  vouchedBy,
});
