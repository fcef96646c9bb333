// SPDX-License-Identifier: Apache-2.0
// The room that needs someone stands first, and a room is found however its name is typed.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { sampleEndpoint } from "./sample_endpoint.mjs";

const { compareEndpoints, countEndpoints, matches, severityOf } = await load("order.js");

const since = "2022-07-15T01:00:00.000Z";
const room = (code, level, online = true) => ({
  ...sampleEndpoint(),
  id: `box-${code}`,
  site: { code, name: `Tỉnh ${code}` },
  online,
  conditions: level ? [{ type: "x", level, since, detail: "" }] : [],
});

test("worst first, then by site code", () => {
  const rooms = [room("02"), room("01"), room("03", "warning"), room("04", "error"), room("05", "critical"),
    room("06", null, false), room("07", "info")];
  assert.deepEqual(rooms.sort(compareEndpoints).map(({ site }) => site.code), ["05", "04", "06", "03", "01", "02", "07"]);
});

test("a room that is away is never well", () => {
  assert.equal(severityOf(room("01", "warning", false)), "offline");
  assert.equal(severityOf(room("01", "error", false)), "error");
});

test("the counts of the top line", () => {
  const rooms = [room("01"), room("02", "warning"), room("03", "error"), room("04", null, false)];
  assert.deepEqual(countEndpoints(rooms), { all: 4, online: 3, problems: 2, warnings: 1 });
});

test("a room is found without marks, by code and by id", () => {
  const hanoi = { ...room("01"), site: { code: "01", name: "Thành phố Hà Nội" } };
  const dakLak = { ...room("66"), site: { code: "66", name: "Tỉnh Đắk Lắk" } };
  const found = (words) => [hanoi, dakLak].filter((each) => matches(each, { words, problemsOnly: false }));
  assert.deepEqual(found("ha noi"), [hanoi]);
  assert.deepEqual(found("ĐẮK"), [dakLak]);
  assert.deepEqual(found("dak lak"), [dakLak]);
  assert.deepEqual(found("66"), [dakLak]);
  assert.equal(found("").length, 2);
  assert.equal(matches(hanoi, { words: "", problemsOnly: true }), false);
});
