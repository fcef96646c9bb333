// SPDX-License-Identifier: Apache-2.0
// The date on a makét is written as Vietnamese documents have it, and is the conference's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { load } from "./modules.mjs";

const { placeDateOf } = await load("place_date.js");

const between = (starts_at, ends_at = starts_at) => placeDateOf({ id: "x", starts_at, ends_at });

test("the conference that everyone looks at has the line that people wrote for it", () => {
  const conference = JSON.parse(readFileSync(new URL("../../../centre/data/conference-2022.json", import.meta.url), "utf8"));
  assert.equal(placeDateOf(conference), conference.place_date);
});

test("a 0 stands before days below 10, and before months 1 and 2 alone", () => {
  const months = { 1: "01", 2: "02", 3: "3", 9: "9", 10: "10", 12: "12" };
  for (const [month, written] of Object.entries(months)) {
    const two = month.padStart(2, "0");
    assert.equal(between(`2024-${two}-09T01:00:00Z`), `{site}, ngày 09 tháng ${written} năm 2024`);
    assert.equal(between(`2024-${two}-10T01:00:00Z`), `{site}, ngày 10 tháng ${written} năm 2024`);
  }
});

test("the day is Vietnam's, wherever the page is read and the time was written", () => {
  assert.equal(between("2022-12-31T17:00:00Z"), "{site}, ngày 01 tháng 01 năm 2023");
  assert.equal(between("2022-12-31T16:59:59Z"), "{site}, ngày 31 tháng 12 năm 2022");
  assert.equal(between("2022-07-15T23:30:00+07:00"), "{site}, ngày 15 tháng 7 năm 2022");
});

test("of several days the first and the last one are named, and nothing twice", () => {
  assert.equal(between("2022-07-05T01:00:00Z", "2022-07-15T05:00:00Z"), "{site}, ngày 05 - 15 tháng 7 năm 2022");
  assert.equal(between("2022-02-28T01:00:00Z", "2022-03-01T05:00:00Z"), "{site}, ngày 28 tháng 02 - 01 tháng 3 năm 2022");
  assert.equal(
    between("2022-12-31T01:00:00Z", "2023-01-01T05:00:00Z"),
    "{site}, ngày 31 tháng 12 năm 2022 - 01 tháng 01 năm 2023",
  );
});

test("without a conference, or with times that are none, nothing is offered", () => {
  for (const conference of [undefined, null, { id: "x", starts_at: "soon", ends_at: "2022-07-15T05:00:00Z" }]) {
    assert.equal(placeDateOf(conference), null);
  }
});

test("it is composed", () => {
  const words = between("2022-07-15T01:00:00Z");
  assert.equal(words, words.normalize("NFC"));
});
