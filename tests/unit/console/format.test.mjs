// SPDX-License-Identifier: Apache-2.0
// Numbers and ages as people read them in each language.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { age, ageSeconds, bytes, clockTime, dateTime, decimal, duration, meterPosition, shortSource } = await load("format.js");
const { translator } = await load("i18n/translate.js");
const { clockSkewMs } = await load("api.js");

const vi = translator("vi");

test("decimal comma in Vietnamese, point in English", () => {
  assert.equal(decimal(2480.25, 1, "vi"), "2.480,3");
  assert.equal(decimal(2480.25, 1, "en"), "2,480.3");
});

test("sizes in three figures at most", () => {
  assert.equal(bytes(0, "en"), "0 B");
  assert.equal(bytes(17_400_000, "en"), "17.4 MB");
  assert.equal(bytes(999_600_000, "en"), "1.0 GB");
  assert.equal(bytes(212_000_000_000, "vi"), "212 GB");
});

test("durations name their two largest units", () => {
  assert.equal(duration(8.9, vi), "8 giây");
  assert.equal(duration(125, vi), "2 phút 5 giây");
  assert.equal(duration(754, vi), "12 phút");
  assert.equal(duration(2 * 3600 + 300, vi), "2 giờ 5 phút");
  assert.equal(duration(187_400, vi), "2 ngày 4 giờ");
});

test("ages never run ahead of now, and what is no time has none", () => {
  const now = Date.parse("2022-07-15T01:00:10.000Z");
  assert.equal(age("2022-07-15T01:00:09.500Z", now, vi), "vừa xong");
  assert.equal(age("2022-07-15T01:00:07.000Z", now, vi), "3 giây trước");
  assert.equal(ageSeconds("2022-07-15T01:00:12.000Z", now), 0);
  assert.equal(age("soon", now, vi), "–");
  assert.equal(clockTime("soon", "vi"), "–");
});

test("a time is shown with its date where the day matters", () => {
  assert.match(dateTime("2022-07-15T05:00:00.000Z", "vi"), /^\d\d:\d\d:\d\d 15\/0?7\/2022$/);
});

test("the meter's ends", () => {
  assert.equal(meterPosition(-100), 0);
  assert.equal(meterPosition(-30), 0.5);
  assert.equal(meterPosition(3), 1);
});

test("a file is called by its name, a device as it is", () => {
  assert.equal(shortSource("file:/srv/a/room.mkv"), "file:room.mkv");
  assert.equal(shortSource("v4l2:/dev/video0"), "v4l2:/dev/video0");
});

test("a clock is called wrong only when the header's whole seconds can show it", () => {
  const now = Date.parse("2022-07-15T01:00:10.000Z");
  assert.equal(clockSkewMs("Fri, 15 Jul 2022 01:00:09 GMT", now), 0);
  assert.equal(clockSkewMs("Fri, 15 Jul 2022 00:59:10 GMT", now), 60_000);
  assert.equal(clockSkewMs(null, now), 0);
});
