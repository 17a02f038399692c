// The first schema. Released steps are frozen: a test compares their text with a recorded hash.
// STRICT: a column holds its type and nothing else. Times are epoch ms, booleans 0 or 1.

export const firstSchema = `
CREATE TABLE firm (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at INTEGER NOT NULL,
  is_sample INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
  setup_code_required INTEGER NOT NULL DEFAULT 1 CHECK (setup_code_required IN (0, 1)),
  setup_code_minutes INTEGER NOT NULL DEFAULT 1440 CHECK (setup_code_minutes BETWEEN 10 AND 10080)
) STRICT;

CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  high_water INTEGER NOT NULL
) STRICT;
INSERT INTO clock (id, high_water) VALUES (1, 0);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_key TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL CHECK (length(first_name) BETWEEN 1 AND 100),
  last_name TEXT NOT NULL CHECK (length(last_name) BETWEEN 1 AND 100),
  search_text TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('partner_admin', 'partner_ops', 'client_admin', 'client_ops', 'client_self_service')),
  has_all_clients INTEGER NOT NULL CHECK (has_all_clients IN (0, 1)),
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
  CHECK (two_factor = 'setup_required' OR (setup_deadline_at IS NULL AND two_factor_reset_by IS NULL))
) STRICT;
CREATE INDEX users_by_role ON users (role);

CREATE TABLE clients (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  search_text TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('company', 'partnership', 'sole_trader', 'charity', 'trust')),
  status TEXT NOT NULL CHECK (status IN ('active', 'terminated')),
  point_of_contact_id INTEGER REFERENCES users (id),
  accounting_software TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE memberships (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_client ON memberships (client_id, user_id);

CREATE TABLE passwords (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  set_at INTEGER NOT NULL
) STRICT;

-- One confirmed authenticator a user. A set-up that is not confirmed yet lives in memory only.
CREATE TABLE authenticators (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
  sealed_secret BLOB NOT NULL,
  confirmed_at INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  burnt_step INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER
) STRICT;

CREATE TABLE recovery_code_sets (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  salt BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  saved_at INTEGER
) STRICT;
CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES recovery_code_sets (user_id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE setup_codes (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  mac BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  presence_at INTEGER,
  ended_at INTEGER,
  ended_because TEXT CHECK (ended_because IN ('signed_out', 'two_factor_reset', 'application_closed', 'expired')),
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) STRICT;
CREATE INDEX open_sessions ON sessions (user_id) WHERE ended_at IS NULL;

-- subject: 'user:<id>', or 'email:<keyed hash>' for passwords, so that unknown emails are counted like known ones.
CREATE TABLE throttles (
  subject TEXT NOT NULL,
  factor TEXT NOT NULL CHECK (factor IN ('password', 'code', 'recovery_code', 'setup_code')),
  failures INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
  PRIMARY KEY (subject, factor)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('two_factor_reset')),
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  acknowledged_at INTEGER
) STRICT;
CREATE INDEX open_notices ON notices (user_id) WHERE acknowledged_at IS NULL;

CREATE TABLE activity (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor_id INTEGER,
  actor_name TEXT,
  actor_role TEXT,
  target_id INTEGER,
  target_name TEXT,
  target_role TEXT,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'denied', 'failed')),
  reason TEXT,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  app_version TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER activity_is_not_changed BEFORE UPDATE ON activity BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
CREATE TRIGGER activity_is_not_removed BEFORE DELETE ON activity BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
`;
