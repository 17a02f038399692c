// Temporary codes, replaced authenticators, second approvers, frozen accounts, the recovery kit, alerts, and what of the policy
// belongs to them. Tables whose checks grow are rebuilt.

export const hardToTalkInto = `
-- The old authenticator signs in until the new one is confirmed; who asked for that, and when.
ALTER TABLE users ADD COLUMN replace_requested_at INTEGER;
ALTER TABLE users ADD COLUMN replace_requested_by TEXT;
-- "This was not me": nobody signs in until a Partner Admin opens the account; not the one whose act was repudiated.
ALTER TABLE users ADD COLUMN frozen_at INTEGER;
ALTER TABLE users ADD COLUMN frozen_against_id INTEGER;

ALTER TABLE firm ADD COLUMN second_approver_required INTEGER NOT NULL DEFAULT 0 CHECK (second_approver_required IN (0, 1));
-- NIST SP 800-63B-4 section 2.2.3 (AAL2) asks for at most an hour.
ALTER TABLE firm ADD COLUMN idle_lock_minutes INTEGER NOT NULL DEFAULT 10 CHECK (idle_lock_minutes BETWEEN 1 AND 60);
-- Bit n is day n of the week, Sunday 0; times in minutes of the computer's own day.
ALTER TABLE firm ADD COLUMN work_days INTEGER NOT NULL DEFAULT 62 CHECK (work_days BETWEEN 0 AND 127);
ALTER TABLE firm ADD COLUMN work_from INTEGER NOT NULL DEFAULT 420 CHECK (work_from BETWEEN 0 AND 1439);
ALTER TABLE firm ADD COLUMN work_until INTEGER NOT NULL DEFAULT 1140 CHECK (work_until BETWEEN 1 AND 1440);

-- In place of the authenticator, for a few hours. At most one a person, kept as a keyed hash.
CREATE TABLE temporary_codes (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  mac BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  is_single_use INTEGER NOT NULL CHECK (is_single_use IN (0, 1)),
  used_at INTEGER,
  issued_by TEXT NOT NULL
) STRICT;

-- What waits for a second Partner Admin. An approved request is carried out by who asked for it, before it expires.
CREATE TABLE approvals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('two_factor_reset', 'password_reset', 'temporary_code', 'reactivation', 'second_approver_off')),
  -- Null where it is about the firm, not about a person.
  target_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  requester_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  requester_name TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- What was asked for, as JSON: reason, note, how identity was checked, and so on. Never a secret.
  request TEXT NOT NULL CHECK (json_valid(request)),
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'declined', 'cancelled', 'carried_out')),
  decider_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  decider_name TEXT,
  decided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX open_approvals ON approvals (kind, coalesce(target_id, 0)) WHERE state IN ('pending', 'approved');
CREATE INDEX approvals_by_target ON approvals (target_id, id);
CREATE INDEX approvals_by_requester ON approvals (requester_id, id);
CREATE INDEX approvals_by_decider ON approvals (decider_id) WHERE decider_id IS NOT NULL;

-- The firm's break-glass code: at least 128 random bits, so a plain salted hash is enough.
CREATE TABLE recovery_kit (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  salt BLOB NOT NULL,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  -- Null: nobody has said yet that it is kept safe.
  saved_at INTEGER
) STRICT;
-- The kit was used while somebody could still sign in: it waits, and every Partner Admin is told.
CREATE TABLE recovery_kit_uses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  requested_at INTEGER NOT NULL,
  ready_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stopped', 'used')),
  stopped_by TEXT
) STRICT;
CREATE UNIQUE INDEX waiting_kit_uses ON recovery_kit_uses (state) WHERE state = 'waiting';
CREATE INDEX kit_uses_by_user ON recovery_kit_uses (user_id);

-- What every Partner Admin should look at: repudiated acts and unusual ones. Each of them says "seen" for themselves.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('repudiated', 'many_resets', 'outside_hours', 'reset_then_change', 'reset_then_admin_act',
    'many_refused_codes', 'both_halves', 'recovery_kit_used', 'recovery_kit_waits', 'record_cut')),
  -- Who did it and whom it is about, with their names at the time; null where there is nobody.
  actor_id INTEGER,
  actor_name TEXT,
  subject_id INTEGER,
  subject_name TEXT,
  -- The record that set it off.
  activity_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX alerts_by_kind ON alerts (kind, id);
CREATE TABLE alerts_seen (
  alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (alert_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerts_seen_by_user ON alerts_seen (user_id);

CREATE TABLE new_sessions (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  started_with TEXT NOT NULL DEFAULT 'code' CHECK (started_with IN ('code', 'recovery_code', 'temporary_code', 'set_up')),
  presence_at INTEGER,
  ended_at INTEGER,
  ended_because TEXT CHECK (ended_because IN ('signed_out', 'two_factor_reset', 'application_closed', 'expired', 'deactivated', 'role_changed',
    'password_changed', 'password_reset', 'ended_by_user', 'authenticator_changed', 'temporary_code_ended', 'frozen', 'recovery_kit_used')),
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) STRICT;
INSERT INTO new_sessions (id, user_id, started_at, expires_at, presence_at, ended_at, ended_because)
  SELECT id, user_id, started_at, expires_at, presence_at, ended_at, ended_because FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX open_sessions ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_user ON sessions (user_id, started_at);

CREATE TABLE new_throttles (
  subject TEXT NOT NULL,
  factor TEXT NOT NULL CHECK (factor IN ('password', 'code', 'recovery_code', 'setup_code', 'one_time_code', 'temporary_code', 'recovery_kit')),
  failures INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
  PRIMARY KEY (subject, factor)
) STRICT, WITHOUT ROWID;
INSERT INTO new_throttles SELECT * FROM throttles;
DROP TABLE throttles;
ALTER TABLE new_throttles RENAME TO throttles;

CREATE TABLE new_notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('two_factor_reset', 'password_reset', 'reactivated', 'replace_requested', 'temporary_code', 'unfrozen')),
  by_name TEXT NOT NULL,
  -- Null in notices from before this schema.
  by_id INTEGER,
  reason TEXT NOT NULL,
  acknowledged_at INTEGER
) STRICT;
INSERT INTO new_notices (id, user_id, at, kind, by_name, reason, acknowledged_at)
  SELECT id, user_id, at, kind, by_name, reason, acknowledged_at FROM notices;
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;
CREATE INDEX open_notices ON notices (user_id) WHERE acknowledged_at IS NULL;
CREATE INDEX notices_by_user ON notices (user_id, id);
`;
