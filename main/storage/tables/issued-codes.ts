// All codes that were issued and not used yet, for the day when an older state of the firm comes back: nobody knows which
// of them were used or ended since.
import type { Tx } from '../engine/database.ts';

/** Ends every code and every request that waits. People whose setup they belonged to need a new reset or invitation. */
export function voidIssuedCodes(tx: Tx, now: number): void {
  for (const table of ['setup_codes', 'temporary_codes', 'one_time_codes']) tx.run(`DELETE FROM ${table}`);
  tx.run("UPDATE users SET setup_deadline_at = NULL, version = version + 1 WHERE two_factor = 'setup_required'");
  tx.run(
    `UPDATE users SET invitation_expires_at = :now, version = version + 1
     WHERE status = 'invited' AND invitation_expires_at > :now`,
    { now },
  );
  tx.run("UPDATE approvals SET state = 'cancelled', decided_at = :now WHERE state IN ('pending', 'approved')", { now });
}
