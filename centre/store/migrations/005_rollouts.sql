-- SPDX-License-Identifier: Apache-2.0
-- The rollout that runs, or the last one, so that it goes on after the centre was stopped. What was is in the audit log.

CREATE TABLE rollouts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  author TEXT NOT NULL,
  address TEXT NOT NULL,         -- of the author
  began_at INTEGER NOT NULL,
  wave INTEGER NOT NULL,         -- how many rooms the next one has
  next INTEGER NOT NULL,         -- position of the first room whose turn has not come
  most_failures INTEGER NOT NULL,
  stopped INTEGER NOT NULL,      -- by hand
  undo INTEGER NOT NULL,         -- when it fails or is stopped
  over INTEGER NOT NULL
) STRICT;

CREATE TABLE rollout_targets (
  rollout INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,     -- from 0
  endpoint TEXT NOT NULL REFERENCES endpoints (id),
  body_before TEXT NOT NULL,     -- without uplink
  body_after TEXT NOT NULL,
  step TEXT NOT NULL,
  version INTEGER NOT NULL,      -- pushed last; 0: none yet
  detail TEXT NOT NULL,
  online_before INTEGER NOT NULL,
  wrong_before TEXT NOT NULL,    -- names of conditions, each with a space behind it
  refused_before INTEGER,        -- when the endpoint had refused a Config of an unknown version before
  PRIMARY KEY (rollout, position)
) STRICT, WITHOUT ROWID;
