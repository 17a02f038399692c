// Invitations, one-time codes for passwords, phone numbers to call back, terminated clients, further ends of sessions and
// kinds of notices, and what a person's screens remember. Tables whose checks grow are rebuilt.

export const peopleAndClients = `
CREATE TABLE new_users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_key TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL CHECK (length(first_name) <= 100),
  last_name TEXT NOT NULL CHECK (length(last_name) <= 100),
  -- The name as it is searched and sorted; empty until an invited person has given it.
  name_key TEXT NOT NULL,
  -- The number on file: whoever calls about a lost phone is called back on it.
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
  CHECK (status <> 'invited' OR invitation_expires_at IS NOT NULL),
  CHECK (status <> 'active' OR (first_name <> '' AND last_name <> '')),
  CHECK (two_factor = 'setup_required' OR (setup_deadline_at IS NULL AND two_factor_reset_by IS NULL)),
  CHECK (has_all_clients = 0 OR joins_new_clients = 0)
) STRICT;
INSERT INTO new_users (id, email, email_key, first_name, last_name, name_key, role, has_all_clients, status, invitation_expires_at,
    password_disabled_at, code_disabled_at, two_factor, two_factor_at, two_factor_reset_by, setup_deadline_at, last_sign_in_at, created_at, version)
  SELECT id, email, email_key, first_name, last_name, substr(search_text, 1, length(search_text) - length(email_key) - 1), role, has_all_clients,
    status, invitation_expires_at, password_disabled_at, code_disabled_at, two_factor, two_factor_at, two_factor_reset_by, setup_deadline_at,
    last_sign_in_at, created_at, version FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
CREATE INDEX users_by_role ON users (role);
CREATE INDEX users_by_name ON users (name_key, id);
CREATE INDEX users_joining_new_clients ON users (id) WHERE joins_new_clients = 1;

ALTER TABLE clients ADD COLUMN terminated_at INTEGER;
ALTER TABLE clients ADD COLUMN terminated_by TEXT;
UPDATE clients SET terminated_at = added_at WHERE status = 'terminated';
CREATE INDEX clients_by_name ON clients (search_text, id);
CREATE INDEX clients_by_contact ON clients (point_of_contact_id) WHERE point_of_contact_id IS NOT NULL;

-- What the firm's letters say about whom to call; and how many failures in a row disable a factor.
ALTER TABLE firm ADD COLUMN phone TEXT NOT NULL DEFAULT '' CHECK (length(phone) <= 40);
ALTER TABLE firm ADD COLUMN max_failures INTEGER NOT NULL DEFAULT 20 CHECK (max_failures BETWEEN 6 AND 20);
ALTER TABLE firm ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Codes that stand in for a password: to activate an invited account, or to choose a new password. Kept as a keyed hash.
CREATE TABLE one_time_codes (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL CHECK (purpose IN ('activation', 'password')),
  mac BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- Columns, filters and sorting of a person's own screens, as JSON. Nothing of it is a secret or a right.
CREATE TABLE preferences (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  content TEXT NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE TABLE new_sessions (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  presence_at INTEGER,
  ended_at INTEGER,
  ended_because TEXT CHECK (ended_because IN ('signed_out', 'two_factor_reset', 'application_closed', 'expired', 'deactivated', 'role_changed',
    'password_changed', 'password_reset', 'ended_by_user', 'authenticator_changed')),
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) STRICT;
INSERT INTO new_sessions SELECT * FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX open_sessions ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_user ON sessions (user_id, started_at);

CREATE TABLE new_throttles (
  subject TEXT NOT NULL,
  factor TEXT NOT NULL CHECK (factor IN ('password', 'code', 'recovery_code', 'setup_code', 'one_time_code')),
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
  kind TEXT NOT NULL CHECK (kind IN ('two_factor_reset', 'password_reset', 'reactivated')),
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  acknowledged_at INTEGER
) STRICT;
INSERT INTO new_notices SELECT * FROM notices;
DROP TABLE notices;
ALTER TABLE new_notices RENAME TO notices;
CREATE INDEX open_notices ON notices (user_id) WHERE acknowledged_at IS NULL;

CREATE INDEX activity_by_target ON activity (target_id, seq) WHERE target_id IS NOT NULL;
CREATE INDEX activity_by_actor ON activity (actor_id, seq) WHERE actor_id IS NOT NULL;
`;
