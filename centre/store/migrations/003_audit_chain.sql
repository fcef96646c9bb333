-- SPDX-License-Identifier: Apache-2.0
-- Each row of the audit log holds a digest of itself and of the row before (store/audit.h). Rows of before have none.

ALTER TABLE audit ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
