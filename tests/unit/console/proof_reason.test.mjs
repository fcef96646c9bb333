// SPDX-License-Identifier: Apache-2.0
// Why a proof is what it is, in the reader's language: every code of the contract has its words.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { load } from "./modules.mjs";

const { reasonWords } = await load("proof_reason.js");
const { translator } = await load("i18n/translate.js");
const { vi } = await load("i18n/vi.js");

const vietnamese = translator("vi");
const english = translator("en");

const page = readFileSync(new URL("../../../docs/contract/screen-status.md", import.meta.url), "utf8");
const table = page.slice(page.indexOf("## Reasons"), page.indexOf("## Members"));
const reasons = [...table.matchAll(/^\| `(\S+)` \| (.+) \| (.+) \|$/gm)];

test("every reason of the contract's page has the words of that page, in both languages", () => {
  assert.ok(reasons.length > 30, `${reasons.length} reasons`);
  for (const [, code, en, viWords] of reasons) {
    assert.equal(reasonWords(english, code), en);
    assert.equal(reasonWords(vietnamese, code), viWords);
  }
  const codes = reasons.map(([, code]) => `because_${code.replace(".", "_")}`);
  assert.deepEqual(Object.keys(vi).filter((key) => key.startsWith("because_")).sort(), codes.sort());
});

test("facts stand behind the words", () => {
  assert.equal(reasonWords(vietnamese, "kms.other_mode: HDMI-A-1 640x480"), "ngõ ra đang ở chế độ hình khác (HDMI-A-1 640x480)");
  assert.equal(reasonWords(vietnamese, "kms.not_opened: /dev/dri/card0: Permission denied"),
    "không mở được cổng hình (/dev/dri/card0: Permission denied)");
});

test("what has no code that is known stays as it is", () => {
  for (const detail of ["", "HDMI-A-1 SAM LU28R55", "CEC: standby", "kms.of_tomorrow: 7", "output is a file", "kms.taken!"]) {
    assert.equal(reasonWords(vietnamese, detail), detail);
  }
});
