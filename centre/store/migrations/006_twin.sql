-- SPDX-License-Identifier: Apache-2.0
-- Since when an endpoint was not as its newest Config wanted it, as it was judged with its newest report.

ALTER TABLE reports ADD COLUMN differs_since INTEGER;
