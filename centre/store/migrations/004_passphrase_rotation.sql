-- SPDX-License-Identifier: Apache-2.0
-- Passphrases of streams are replaced while the room is on air: for a while an endpoint has two.

ALTER TABLE endpoints ADD COLUMN srt_key INTEGER NOT NULL DEFAULT 0;  -- the number of srt_passphrase: in the stream id
ALTER TABLE endpoints ADD COLUMN next_srt_key INTEGER;                -- of the one that takes its place; null: none does
ALTER TABLE endpoints ADD COLUMN next_srt_passphrase TEXT;            -- a secret
