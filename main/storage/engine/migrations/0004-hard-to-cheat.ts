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
    'record_seen_otherwise',
    'let_in',
    'number_changed',
    'made_partner_admin',
    'admin_removed',
    'second_approver_off',
    'firm_restored',
    'data_key_found',
    'backup_failed',
    'firm_moved',
    'copy_used_again',
    'move_interrupted',
    'server_started',
    'server_taken_over',
    'desktop_joined',
    'desktop_revoked',
    'desktop_slowed'
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
    'unlocked',
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

-- The last backup that was opened again and found whole.
CREATE TABLE last_backup (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  checked_at INTEGER NOT NULL,
  people INTEGER NOT NULL,
  records INTEGER NOT NULL,
  is_record_intact INTEGER NOT NULL CHECK (is_record_intact IN (0, 1))
) STRICT;

-- Automatic backups, and the files that they have made.
CREATE TABLE backup_plan (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  folder TEXT NOT NULL,
  sealed_passphrase BLOB NOT NULL,
  tried_at INTEGER,
  failed_because TEXT
) STRICT;
CREATE TABLE automatic_backups (
  name TEXT PRIMARY KEY,
  made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The firm's server: its key (sealed under the data key) and certificate, where it listens, and the pairing code that
-- nobody has used yet.
CREATE TABLE server (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sealed_key BLOB NOT NULL,
  certificate BLOB NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- Empty: every address of the computer.
  address TEXT NOT NULL,
  port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
  -- Rekey with a window serves at its start. Null: it does not.
  serves_since INTEGER,
  -- The computer that began to serve last, as its system names it.
  computer TEXT NOT NULL,
  sealed_pairing BLOB,
  pairing_until INTEGER,
  pairing_by_id INTEGER,
  CHECK ((sealed_pairing IS NULL) = (pairing_until IS NULL) AND (sealed_pairing IS NULL) = (pairing_by_id IS NULL))
) STRICT;
-- Where it can be reached: the addresses of the computer that serves, and of those that wait to go on in its place.
CREATE TABLE server_addresses (
  address TEXT PRIMARY KEY CHECK (length(address) BETWEEN 1 AND 120),
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Desktops that joined it. Their public keys are kept as keyed hashes: a row that another program writes admits nobody.
CREATE TABLE desktops (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- Null: it was revoked.
  key_mac BLOB UNIQUE,
  -- It takes the place of key_mac when the desktop connects with it.
  next_key_mac BLOB UNIQUE,
  since INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  last_seen_at INTEGER,
  version TEXT,
  revoked_at INTEGER,
  CHECK ((key_mac IS NULL) = (revoked_at IS NOT NULL))
) STRICT;
-- The window of a desktop that a session is at. After Rekey was started again, the session waits for that window.
ALTER TABLE sessions ADD COLUMN desktop_id INTEGER;
-- A keyed hash of session, desktop and window: a row that another program changes leads no window to the session.
ALTER TABLE sessions ADD COLUMN window_mac BLOB;
ALTER TABLE sessions ADD COLUMN waits_since INTEGER;
CREATE INDEX sessions_waiting ON sessions (desktop_id) WHERE waits_since IS NOT NULL;

-- What each desktop got wrong when somebody signed in there, for a day.
CREATE TABLE desktop_guesses (
  desktop_id INTEGER NOT NULL REFERENCES desktops (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  factor TEXT NOT NULL,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  latest_at INTEGER NOT NULL,
  PRIMARY KEY (desktop_id, subject, factor)
) STRICT, WITHOUT ROWID;
CREATE INDEX desktop_guesses_by_subject ON desktop_guesses (subject, factor);

-- Names are found and ordered without their accents: see domain/search-text.ts.
UPDATE users SET name_key = search_text(first_name || ' ' || last_name);
UPDATE clients SET search_text = search_text(name);

-- Numbers on file. A change that an earlier release recorded keeps its time and its actor; what it replaced is not
-- known.
CREATE TABLE number_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  -- Null: not known. Empty: there was none.
  number_before TEXT
) STRICT;
CREATE INDEX number_changes_by_user ON number_changes (user_id, id);
INSERT INTO number_changes (user_id, at, by_name, number_before)
  SELECT u.id, a.at, coalesce(a.actor_name, ''), NULL FROM activity a JOIN users u ON u.id = a.target_id
  WHERE a.action = 'user.edited' AND a.outcome = 'done' AND instr(a.detail, '"phoneChanged":true') > 0 ORDER BY a.seq;
-- A number that somebody without the right to change it has entered. A newer proposal replaces it.
CREATE TABLE number_proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  number TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  by_id INTEGER NOT NULL,
  by_name TEXT NOT NULL
) STRICT;

-- What the rules of alerts and call-backs look for, however many other records there are. Their statements
-- (storage/tables/look-back.ts) repeat these conditions word for word.
CREATE INDEX activity_turns ON activity (target_id, at)
  WHERE outcome = 'done' AND target_id IS NOT NULL AND (action IN ('user.invited', 'invitation.resent',
    'user.activated', 'user.reactivated', 'two_factor.reset', 'password.reset', 'temporary_code.issued',
    'user.number_changed', 'user.made_partner_admin')
    OR (action = 'user.edited' AND (instr(detail, '"roleTo":') > 0 OR instr(detail, '"emailTo":') > 0
      OR instr(detail, '"clientsAdded":') > 0)));
CREATE INDEX activity_resets ON activity (actor_id, at, target_id)
  WHERE outcome = 'done' AND actor_id IS NOT NULL AND action IN ('two_factor.reset', 'password.reset');
CREATE INDEX activity_refusals ON activity (actor_id, at)
  WHERE actor_id IS NOT NULL AND substr(action, -8) = '.refused';
-- The newest of these says whether the firm was moved to another computer (storage/tables/moves.ts).
CREATE INDEX activity_moves ON activity (seq)
  WHERE outcome <> 'denied' AND action IN ('firm.move_begun', 'firm.move_failed', 'firm.move_interrupted', 'firm.moved',
    'firm.used_again', 'firm.restored');
CREATE INDEX alerts_by_people ON alerts (kind, actor_id, subject_id, at);

-- Independence. An account is tied to the account that let it in, until a time has passed and somebody outside has seen
-- the alert. Only the firm's own people can ask or approve, so only they have ties.
ALTER TABLE firm ADD COLUMN tie_days INTEGER NOT NULL DEFAULT 7 CHECK (tie_days BETWEEN 7 AND 90);
-- After so many days without a checked backup, every Partner Admin is reminded.
ALTER TABLE firm ADD COLUMN backup_days INTEGER NOT NULL DEFAULT 7 CHECK (backup_days BETWEEN 1 AND 31);
-- How dates are written on screens and in letters.
ALTER TABLE firm ADD COLUMN date_order TEXT NOT NULL DEFAULT 'day_first'
  CHECK (date_order IN ('day_first', 'month_first', 'iso'));
CREATE TABLE ties (
  subject_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  actor_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The latest act of this actor on this subject, and its record.
  at INTEGER NOT NULL,
  activity_seq INTEGER NOT NULL,
  -- Null: the account is no Partner Admin's and lets none in, so nobody has to look at it.
  alert_id INTEGER REFERENCES alerts (id) ON DELETE SET NULL,
  ended_at INTEGER,
  PRIMARY KEY (subject_id, actor_id),
  CHECK (subject_id <> actor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ties_by_actor ON ties (actor_id);
CREATE INDEX ties_in_force ON ties (subject_id) WHERE ended_at IS NULL;
CREATE INDEX ties_by_alert ON ties (alert_id) WHERE alert_id IS NOT NULL;
-- Partner Admins who were deactivated or given another role. They count as Partner Admins until this is over.
CREATE TABLE admin_removals (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  actor_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  alert_id INTEGER REFERENCES alerts (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX admin_removals_by_actor ON admin_removals (actor_id);
CREATE INDEX admin_removals_by_alert ON admin_removals (alert_id) WHERE alert_id IS NOT NULL;
-- What was done before this schema ties too, whatever its age: nobody has seen it yet.
INSERT INTO ties (subject_id, actor_id, at, activity_seq)
  SELECT a.target_id, a.actor_id, max(a.at), a.seq
  FROM activity a JOIN users subject ON subject.id = a.target_id JOIN users actor ON actor.id = a.actor_id
  WHERE a.outcome = 'done' AND a.target_id <> a.actor_id AND subject.role IN ('partner_admin', 'partner_ops')
    AND (a.action IN ('user.invited', 'invitation.resent', 'two_factor.reset', 'password.reset', 'temporary_code.issued',
        'user.reactivated', 'account.unfrozen')
      OR json_extract(a.detail, '$.roleTo') = 'partner_admin'
      OR json_extract(a.detail, '$.emailTo') IS NOT NULL
      OR json_extract(a.detail, '$.phoneChanged') = 1)
  GROUP BY a.target_id, a.actor_id;
INSERT INTO alerts (at, kind, actor_id, actor_name, subject_id, subject_name, activity_seq)
  SELECT t.at, 'let_in', t.actor_id, trim(actor.first_name || ' ' || actor.last_name), t.subject_id,
    trim(subject.first_name || ' ' || subject.last_name), t.activity_seq
  FROM ties t JOIN users subject ON subject.id = t.subject_id JOIN users actor ON actor.id = t.actor_id
  WHERE subject.role = 'partner_admin' ORDER BY t.at;
UPDATE ties SET alert_id = (
  SELECT a.id FROM alerts a
  WHERE a.kind = 'let_in' AND a.subject_id = ties.subject_id AND a.actor_id = ties.actor_id
);

-- One of the two names is enough.
CREATE TABLE new_users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_key TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL CHECK (length(first_name) <= 100),
  last_name TEXT NOT NULL CHECK (length(last_name) <= 100),
  -- The name as it is searched and sorted; empty until somebody has given one.
  name_key TEXT NOT NULL,
  -- The number on file: a person who calls about a lost phone is called back on it.
  phone TEXT NOT NULL DEFAULT '' CHECK (length(phone) <= 40),
  role TEXT NOT NULL CHECK (role IN ('partner_admin', 'partner_ops', 'client_admin', 'client_ops', 'client_self_service')),
  has_all_clients INTEGER NOT NULL CHECK (has_all_clients IN (0, 1)),
  joins_new_clients INTEGER NOT NULL DEFAULT 0 CHECK (joins_new_clients IN (0, 1)),
  status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
  invitation_expires_at INTEGER,
  password_disabled_at INTEGER,
  code_disabled_at INTEGER,
  two_factor TEXT NOT NULL CHECK (two_factor IN ('not_set_up', 'set_up', 'setup_required')),
  two_factor_at INTEGER,
  two_factor_reset_by TEXT,
  setup_deadline_at INTEGER,
  last_sign_in_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  replace_requested_at INTEGER,
  replace_requested_by TEXT,
  -- "This was not me": nobody signs in until a Partner Admin other than frozen_against_id unfreezes the account.
  frozen_at INTEGER,
  frozen_against_id INTEGER,
  CHECK (status <> 'invited' OR invitation_expires_at IS NOT NULL),
  CHECK (status <> 'active' OR first_name <> '' OR last_name <> ''),
  CHECK (two_factor = 'setup_required' OR (setup_deadline_at IS NULL AND two_factor_reset_by IS NULL)),
  CHECK (has_all_clients = 0 OR joins_new_clients = 0)
) STRICT;
INSERT INTO new_users SELECT * FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE INDEX users_by_role ON users (role);
CREATE INDEX users_by_name ON users (name_key, id);
CREATE INDEX users_joining_new_clients ON users (id) WHERE joins_new_clients = 1;

-- A replacement has a deadline, like a setup. One that was asked for before this schema has the whole time from now on.
ALTER TABLE users ADD COLUMN replace_deadline_at INTEGER;
UPDATE users SET replace_deadline_at = unixepoch() * 1000 + (SELECT setup_code_minutes FROM firm) * 60000
  WHERE replace_requested_at IS NOT NULL;
-- A required setup without a deadline: only a new reset leads on. A code that is needed and is not there was ended by
-- "This was not me", or never made.
UPDATE users SET setup_deadline_at = NULL
  WHERE two_factor = 'setup_required' AND id NOT IN (SELECT user_id FROM setup_codes)
    AND (SELECT setup_code_required FROM firm) = 1;

-- Since when the point of contact is who it is, by the latest time that this computer has shown: a new one is not offered
-- to call.
ALTER TABLE clients ADD COLUMN contact_since INTEGER NOT NULL DEFAULT 0;

-- Step 1 of every letter: where people sign in. Empty: the firm has said nothing.
ALTER TABLE firm ADD COLUMN sign_in_place TEXT NOT NULL DEFAULT '' CHECK (length(sign_in_place) <= 300);

-- The account that was shown the kit's code. A Partner Admin's account that the kit opens is tied to it.
ALTER TABLE recovery_kit ADD COLUMN created_by_id INTEGER;

-- How many characters of name_key stand before the last name, so that people can be ordered by it; 0 for one name.
ALTER TABLE users ADD COLUMN last_name_at INTEGER NOT NULL DEFAULT 0;
UPDATE users SET last_name_at = length(search_text(first_name)) + 1
  WHERE search_text(first_name) <> '' AND search_text(last_name) <> '';
ALTER TABLE users ADD COLUMN last_name_key TEXT GENERATED ALWAYS AS (substr(name_key, last_name_at + 1)) VIRTUAL;
CREATE INDEX users_by_last_name ON users (last_name_key, name_key, id);

-- When 2FA was last reset.
ALTER TABLE users ADD COLUMN last_reset_at INTEGER;
UPDATE users SET last_reset_at = reset.at FROM (
  SELECT target_id, max(at) AS at FROM activity WHERE action = 'two_factor.reset' AND outcome = 'done' GROUP BY target_id
) AS reset WHERE reset.target_id = users.id;

-- Acts that were carried out, by their mark, so that nothing is done twice: see storage/tables/acts.ts.
CREATE TABLE acts (
  mark TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  sealed_answer BLOB
) STRICT, WITHOUT ROWID;

-- The data key, sealed under the kit's code: it opens the firm where the key store has lost it.
ALTER TABLE recovery_kit ADD COLUMN sealed_data_key BLOB;

-- The month that the entry in the authenticator app carries. Earlier entries carry none.
ALTER TABLE authenticators ADD COLUMN entry_month TEXT;

-- Months from one access review to the next; 0: the firm makes none.
ALTER TABLE firm ADD COLUMN review_months INTEGER NOT NULL DEFAULT 0 CHECK (review_months IN (0, 3, 6, 12));
-- Access reviews, one at a time. Each holds the accounts of its beginning, in the order in which they deserve a look.
CREATE TABLE access_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at INTEGER NOT NULL,
  started_by_id INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  people INTEGER NOT NULL,
  -- Null while it goes on.
  finished_at INTEGER,
  finished_by TEXT,
  is_complete INTEGER CHECK (is_complete IN (0, 1)),
  note TEXT,
  CHECK ((finished_at IS NULL) = (finished_by IS NULL) AND (finished_at IS NULL) = (is_complete IS NULL)
    AND (finished_at IS NULL) = (note IS NULL))
) STRICT;
CREATE UNIQUE INDEX open_access_review ON access_reviews (finished_at IS NULL) WHERE finished_at IS NULL;
CREATE TABLE access_review_rows (
  review_id INTEGER NOT NULL REFERENCES access_reviews (id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- One bit for each reason to look (storage/tables/reviews.ts).
  reasons INTEGER NOT NULL,
  decision TEXT CHECK (decision IN ('confirmed', 'changed', 'deactivated')),
  decided_at INTEGER,
  decided_by_id INTEGER,
  decided_by TEXT,
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (review_id, place),
  CHECK ((decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)
    AND (decision IS NULL) = (decided_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX access_review_rows_by_user ON access_review_rows (user_id, review_id);
CREATE INDEX access_review_open_rows ON access_review_rows (review_id, place, reasons) WHERE decision IS NULL;
`;
