-- SPDX-License-Identifier: Apache-2.0
-- Boxes that ask for an identity, tokens that give one without asking a person, identities taken away.

ALTER TABLE endpoints ADD COLUMN revoked_at INTEGER;

-- The request itself is not kept: the box sends it again each time it asks (RFC 7030, 4.2.3).
CREATE TABLE enrolments (
  key_id TEXT PRIMARY KEY,                 -- hex SHA-256 of the SubjectPublicKeyInfo, proven to be the box's
  pairing_code TEXT NOT NULL,
  address TEXT NOT NULL,                   -- from which it asked last
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  claim TEXT NOT NULL CHECK (claim IN ('no_token', 'token_used', 'token_expired', 'site_taken')),
  site_code TEXT REFERENCES sites (code),  -- that of its token, or for which it was approved
  state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused'))
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_tokens (
  sha256 TEXT PRIMARY KEY,                 -- its first 12 digits are the token's id in the audit log
  site_code TEXT NOT NULL REFERENCES sites (code),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  used_by TEXT                             -- the endpoint
) STRICT, WITHOUT ROWID;
