-- SPDX-License-Identifier: Apache-2.0
-- What was signed elsewhere for a rollout, so that it goes on with that after the centre was stopped.

ALTER TABLE rollout_targets ADD COLUMN signed_install TEXT NOT NULL DEFAULT '';  -- envelope; empty: the centre signs
ALTER TABLE rollout_targets ADD COLUMN signed_undo TEXT NOT NULL DEFAULT '';
