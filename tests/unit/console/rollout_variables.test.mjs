// SPDX-License-Identifier: Apache-2.0
// The table that people paste: what a change asks for, what each room gets, and what is wrong is named.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { missingTexts, namesIn, readSheet, sheetFor, unfilledIn } = await load("rollout_variables.js");

const sites = [
  { code: "01", name: "Hà Nội" },
  { code: "79", name: "Thành phố Hồ Chí Minh" },
  { code: "92", name: "Cần Thơ" },
];
const read = (text) => readSheet(text, sites);
const problems = (text) => read(text).problems.map(({ kind, line, word }) => `${kind} ${line} ${word}`);

test("a change asks for what stands in its texts, wherever", () => {
  const patch = { screen: { maket: { heading: "${khach} tại ${site.name}", title: ["${khach}", "${giờ họp}"] } }, video: { fps: 25 } };
  assert.deepEqual(namesIn(patch), ["khach", "giờ họp"]);
  assert.deepEqual(namesIn({ recording: null }), []);
});

test("what one room alone would show as it is written, the centre's own names too", () => {
  const screen = { maket: { heading: "CHÀO ${khach}", title: ["${site.name}", "{site}"] }, overlay: "${khach}" };
  assert.deepEqual(unfilledIn({ screen, camera: { source: "name:${x}" } }), ["${khach}", "${site.name}"]);
  assert.deepEqual(unfilledIn({}), []);
});

test("a table out of a spreadsheet, by tabs", () => {
  const { variables, problems: wrong } = read("mã\tkhach\tphong\r\n01\tĐồng chí A, B\tA1\r\n79\t Đồng chí C \t\r\n\r\n");
  assert.deepEqual(wrong, []);
  assert.deepEqual(variables, { "01": { khach: "Đồng chí A, B", phong: "A1" }, "79": { khach: "Đồng chí C" } });
});

test("CSV by commas or semicolons, with quotes", () => {
  assert.deepEqual(read('mã,khach\n79,"Đồng chí ""A"", B"\n').variables, { "79": { khach: 'Đồng chí "A", B' } });
  assert.deepEqual(read("mã;khach\n79;A, B").variables, { "79": { khach: "A, B" } });
  assert.deepEqual(read('mã,khach\n79,"A" và B').variables, { "79": { khach: '"A" và B' } });
});

test("a zero that the spreadsheet took is put back", () => {
  assert.deepEqual(read("mã\tkhach\n1\tA").variables, { "01": { khach: "A" } });
});

test("what is wrong is named with its line", () => {
  assert.deepEqual(problems("mã\tkhach\n02\tA"), ["site_unknown 2 02"]);
  assert.deepEqual(problems("mã\tkhach\n01\tA\n\n1\tB"), ["site_twice 4 1"]);
  assert.deepEqual(problems("mã\tkhach\tkhach\n01\tA\tB"), ["name_twice 1 khach"]);
  assert.deepEqual(problems("mã\tkhach\n01\tA\tB"), ["cells 2 01"]);
  assert.deepEqual(problems(`mã\tkhach\n01\t${"ệ".repeat(134)}`), [`text_long 2 ${"ệ".repeat(40)}`]);
  assert.deepEqual(problems(`mã\tkhach\n01\t${"ệ".repeat(133)}`), []);
  assert.deepEqual(problems(""), []);
});

test("a code that is no site but a name of objects is none", () => {
  assert.deepEqual(problems("mã\tkhach\nconstructor\tA"), ["site_unknown 2 constructor"]);
});

test("who lacks what is named, in the order of their codes", () => {
  const { variables } = read("mã\tkhach\tphong\n79\tA\t\n");
  assert.deepEqual(
    missingTexts(["khach", "phong"], variables, [...sites].reverse()).map(({ site, names }) => `${site.code} ${names.join()}`),
    ["01 khach,phong", "79 phong", "92 khach,phong"],
  );
});

test("the table to be filled in keeps what was there, and reads as it was", () => {
  const { variables } = read("mã\tkhach\n79\tA");
  const table = sheetFor(["khach"], variables, sites);
  assert.equal(table, "site.code\tsite.name\tkhach\n01\tHà Nội\t\n79\tThành phố Hồ Chí Minh\tA\n92\tCần Thơ\t");
  assert.deepEqual(read(table).variables, { "01": {}, "79": { khach: "A" }, "92": {} });
});
