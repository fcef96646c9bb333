// SPDX-License-Identifier: Apache-2.0
// Which room's screen is the odd one, what is proved of each, and which previews come first.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { commonLook, compareOnWall, lookOf, proofsOf, wallStateOf } = await load("wall.js");
const { comparePreviews, inPieces, isDoubtful, levelOf, patchedMembers } = await load("previews.js");

const yes = { state: "yes", detail: "", since: "2022-07-15T01:00:00.000Z" };

function room(code, name, changes = {}) {
  const screen = {
    scene: "maket",
    rendered: { pixels_sha256: "5e1f", lines: ["HỘI NGHỊ", `${name}, ngày 15 tháng 7 năm 2022`] },
    scanned_out: yes,
    display_there: yes,
    display_awake: yes,
    ...changes.screen,
  };
  return { id: `box-${code}`, site: { code, name }, online: true, desired: { version: 1 }, status: { screen }, agreement: "same",
    ...changes.room };
}

const hanoi = room("01", "Thành phố Hà Nội");
const gialai = room("64", "Tỉnh Gia Lai");
const old = room("79", "Thành phố Hồ Chí Minh", { screen: { rendered: { pixels_sha256: "0", lines: ["HỘI NGHỊ CŨ"] } } });
const common = commonLook([hanoi, gialai, old]);

test("rooms that differ in their name alone show the same", () => {
  assert.equal(lookOf(hanoi), lookOf(gialai));
  assert.equal(common, lookOf(hanoi));
  assert.notEqual(lookOf(old), common);
});

test("without a majority nobody is unlike the others", () => {
  assert.equal(commonLook([hanoi, old]), null);
  assert.equal(commonLook([]), null);
  assert.equal(wallStateOf(old, null), "proved");
});

test("each way of being odd", () => {
  assert.equal(wallStateOf(hanoi, common), "proved");
  assert.equal(wallStateOf(old, common), "odd");
  const no = { ...yes, state: "no" };
  for (const level of ["scanned_out", "display_there", "display_awake"]) {
    assert.equal(wallStateOf(room("01", "x", { screen: { [level]: no } }), null), "odd", level);
  }
  assert.equal(wallStateOf(room("01", "x", { room: { agreement: "other_pixels" } }), null), "odd");
  assert.equal(wallStateOf(room("01", "x", { room: { online: false } }), null), "odd");
  assert.equal(wallStateOf(room("01", "x", { room: { status: null } }), null), "odd");
});

test("what is not known is unknown, and an older centre compares nothing", () => {
  const unknown = { ...yes, state: "unknown" };
  assert.equal(wallStateOf(room("01", "x", { screen: { display_awake: unknown } }), null), "unproved");
  assert.equal(proofsOf(room("01", "x", { room: { agreement: undefined } })).alike, "unknown");
  const away = proofsOf(room("01", "x", { room: { online: false } }));
  assert.deepEqual(new Set(Object.values(away)), new Set(["unknown"]));
});

test("the odd one stands first, then by code", () => {
  const order = [gialai, old, hanoi].sort(compareOnWall(common)).map(({ site }) => site.code);
  assert.deepEqual(order, ["79", "01", "64"]);
});

const preview = (code, ...levels) => ({
  endpoint: `box-${code}`,
  site: { code, name: code },
  warnings: levels.map((level) => ({ kind: "x", level, slot: "", detail: "" })),
});

test("previews with an error stand before those with a warning", () => {
  const list = [preview("01"), preview("02", "info"), preview("04", "warning", "info"), preview("06", "warning", "error")];
  assert.deepEqual(list.sort(comparePreviews).map(({ site }) => site.code), ["06", "04", "02", "01"]);
  assert.equal(levelOf(preview("01")), "ok");
  assert.deepEqual([preview("01", "info"), preview("01", "warning")].map(isDoubtful), [false, true]);
});

test("a change is told by its members", () => {
  const changes = { screen: { overlay: null, maket: { heading: "X", title: ["A"] } }, camera: { source: "auto" } };
  assert.deepEqual(patchedMembers(changes), ["screen/overlay", "screen/maket/heading", "screen/maket/title", "camera/source"]);
});

test("pieces of a list, the last one short", () => {
  assert.deepEqual(inPieces([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(inPieces([], 2), []);
});
