// What a dishonest administrator, a passer-by or a program with the file must not get away with. Tables whose checks
// grow are rebuilt.

export const hardToCheat = `
CREATE TABLE new_alerts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN (
    'repudiated',
    'many_resets',
    'outside_hours',
    'reset_then_change',
    'reset_then_admin_act',
    'many_refused_codes',
    'both_halves',
    'recovery_kit_used',
    'recovery_kit_waits',
    'record_cut',
    'record_altered',
    'let_in',
    'number_changed',
    'made_partner_admin'
  )),
  -- The actor and the subject with their names at the time. Null: there is none.
  actor_id INTEGER,
  actor_name TEXT,
  subject_id INTEGER,
  subject_name TEXT,
  -- The record that raised it.
  activity_seq INTEGER NOT NULL
) STRICT;
INSERT INTO new_alerts SELECT * FROM alerts;
CREATE TABLE new_alerts_seen (
  alert_id INTEGER NOT NULL REFERENCES new_alerts (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (alert_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_alerts_seen SELECT * FROM alerts_seen;
DROP TABLE alerts_seen;
DROP TABLE alerts;
ALTER TABLE new_alerts RENAME TO alerts;
ALTER TABLE new_alerts_seen RENAME TO alerts_seen;
CREATE INDEX alerts_by_kind ON alerts (kind, id);
CREATE INDEX alerts_seen_by_user ON alerts_seen (user_id);

CREATE TABLE new_notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN (
    'two_factor_reset',
    'password_reset',
    'reactivated',
    'replace_requested',
    'temporary_code',
    'unfrozen',
    'email_changed',
    'number_changed',
    'role_changed'
  )),
  by_name TEXT NOT NULL,
  -- Null in notices from before schema 3.
  by_id INTEGER,
  reason TEXT NOT NULL,
  acknowledged_at INTEGER
) STRICT;
INSERT INTO new_notices SELECT id, user_id, at, kind, by_name, by_id, reason, acknowledged_at FROM notices;
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;
CREATE INDEX open_notices ON notices (user_id) WHERE acknowledged_at IS NULL;
CREATE INDEX notices_by_user ON notices (user_id, id);

-- Where the activity record ends, with a keyed hash. Every act that is recorded writes it. It is written first when the
-- data key is at hand: until then, the credentials are those of an older schema.
CREATE TABLE record_seal (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  mac BLOB NOT NULL
) STRICT;

-- Names are found and ordered without their accents: see domain/search-text.ts.
UPDATE users SET name_key = search_text(first_name || ' ' || last_name);
UPDATE clients SET search_text = search_text(name);
`;
