// SPDX-License-Identifier: Apache-2.0
// Both dictionaries are whole: every key in both languages, no word that nothing uses.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { load } from "./modules.mjs";

const { vi } = await load("i18n/vi.js");
const { en } = await load("i18n/en.js");
const { fill, translator, wordsFor } = await load("i18n/translate.js");

const sources = new URL("../../../centre/console/src/", import.meta.url);

function sourceText() {
  return readdirSync(sources, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name) && !/i18n.(vi|en)(_\w+)?\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name.replaceAll("\\", "/"), sources), "utf8"))
    .join("\n");
}

const placeholders = (words) => [...words.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test("English has every key that Vietnamese has, and no other", () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(vi).sort());
});

test("no entry is empty, and both languages fill in the same values", () => {
  for (const key of Object.keys(vi)) {
    assert.ok(vi[key].trim() !== "" && en[key].trim() !== "", key);
    assert.deepEqual(placeholders(en[key]), placeholders(vi[key]), key);
  }
});

test("Vietnamese is composed and has its marks", () => {
  for (const [key, words] of Object.entries(vi)) assert.equal(words, words.normalize("NFC"), key);
  assert.equal(vi.maket_push, "Đẩy cấu hình");
});

test("every entry is used by the page", () => {
  const text = sourceText();
  const prefixes = [...text.matchAll(/wordsFor\(t, "(\w+)"/g)].map(([, prefix]) => `${prefix}_`);
  const unused = Object.keys(vi).filter(
    (key) => !text.includes(`"${key}"`) && !text.includes(`.${key}`) && !prefixes.some((prefix) => key.startsWith(prefix)),
  );
  assert.deepEqual(unused, []);
});

test("values are filled in, the makét's own {site} is left alone", () => {
  assert.equal(translator("vi")("push_applied_ms", { ms: 412 }), "đã áp dụng sau 412 ms");
  assert.equal(fill("{site}: {result}", { result: "x" }), "{site}: x");
});

test("a name that has no words of its own is shown as it is", () => {
  assert.equal(wordsFor(translator("en"), "scene", "programme"), "programme");
  assert.equal(wordsFor(translator("en"), "scene", "blank"), "blank");
});
