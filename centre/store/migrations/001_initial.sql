-- SPDX-License-Identifier: Apache-2.0
-- Times are milliseconds since 1970 (UTC). The file is readable by its owner alone: it holds passphrases.

CREATE TABLE sites (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoints (
  id TEXT PRIMARY KEY,
  site_code TEXT NOT NULL REFERENCES sites (code),
  key_id TEXT NOT NULL,                    -- hex SHA-256 of the SubjectPublicKeyInfo
  certificate_expires_at INTEGER NOT NULL,
  uplink_host TEXT NOT NULL,               -- under which the endpoint reaches the gateway
  srt_passphrase TEXT NOT NULL,            -- a secret
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE configs (
  endpoint TEXT NOT NULL REFERENCES endpoints (id),
  version INTEGER NOT NULL CHECK (version > 0),
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,                      -- without uplink
  envelope TEXT NOT NULL,                  -- as the endpoint gets it
  applied_at INTEGER,
  applied_after_ms INTEGER,
  PRIMARY KEY (endpoint, version)
) STRICT;

-- The newest report of each endpoint.
CREATE TABLE reports (
  endpoint TEXT PRIMARY KEY REFERENCES endpoints (id),
  boot_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  observed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE report_history (
  id INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL REFERENCES endpoints (id),
  boot_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  observed_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (endpoint, boot_id, seq)
) STRICT;
CREATE INDEX report_history_by_age ON report_history (endpoint, id);

CREATE TABLE snapshots (
  endpoint TEXT NOT NULL REFERENCES endpoints (id),
  kind TEXT NOT NULL CHECK (kind IN ('camera', 'screen')),
  etag TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  jpeg BLOB NOT NULL,
  PRIMARY KEY (endpoint, kind)
) STRICT;

CREATE TABLE accounts (
  name TEXT PRIMARY KEY,
  password_hash TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE one_time_passwords (
  sha256 TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  since INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,    -- account, endpoint, or the command that was run
  address TEXT NOT NULL,  -- network address of the actor, empty for commands
  action TEXT NOT NULL,
  subject TEXT NOT NULL,  -- what it was done to
  detail TEXT NOT NULL
) STRICT;
