// SPDX-License-Identifier: Apache-2.0
// Nothing that was typed is lost to what arrives, and nobody's push is overwritten unseen.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { body } from "./sample_endpoint.mjs";

const { bodyToPush, changesOf, changesScreen, emptyEditor, newerThanBase, nextEditor, refusedField } = await load("editor_state.js");

const config = (version, heading = "HỘI NGHỊ") => ({
  version,
  issued_at: "",
  expires_at: "",
  author: "lan",
  body: { ...body, screen: { ...body.screen, maket: { ...body.screen.maket, heading } } },
});
const after = (...actions) => actions.reduce(nextEditor, emptyEditor);
const loaded = (version, heading) => ({ kind: "loaded", config: config(version, heading) });
const set = (field, value) => ({ kind: "source_set", field, value });
const typed = (field, words) => ({ kind: "typed", field, words });

test("an untouched form follows the newest version", () => {
  const state = after(loaded(1), loaded(2, "ĐẠI HỘI"));
  assert.equal(state.base.version, 2);
  assert.equal(state.form.heading, "ĐẠI HỘI");
});

test("what was typed stays when a newer version arrives, and the page can say so", () => {
  const state = after(loaded(1), typed("heading", "LỄ"), loaded(2, "ĐẠI HỘI"));
  assert.equal(state.form.heading, "LỄ");
  assert.equal(state.base.version, 1);
  assert.equal(newerThanBase(state).author, "lan");
  assert.equal(nextEditor(state, { kind: "reload" }).form.heading, "ĐẠI HỘI");
});

test("an older version that arrives late changes nothing", () => {
  assert.equal(after(loaded(2, "MỚI"), loaded(1, "CŨ")).form.heading, "MỚI");
});

test("lines are added and removed within one to six", () => {
  let state = after(loaded(1));
  for (let count = 0; count < 9; count += 1) state = nextEditor(state, { kind: "line_added" });
  assert.equal(state.form.title.length, 6);
  for (let count = 0; count < 9; count += 1) state = nextEditor(state, { kind: "line_removed", line: 0 });
  assert.equal(state.form.title.length, 1);
});

test("a push makes the pushed words the new base, and its progress outlives their arrival", () => {
  const edited = after(loaded(1), typed("title/0", "DÒNG MỚI"));
  const pushedBody = bodyToPush(edited);
  const pushed = { version: 2, atMs: 0, screenEtag: null, changesScreen: true };
  const state = [{ kind: "sending" }, { kind: "pushed", body: pushedBody, pushed },
    { kind: "loaded", config: { ...config(2), body: pushedBody } }].reduce(nextEditor, edited);
  assert.deepEqual(changesOf(state), []);
  assert.equal(state.base.version, 2);
  assert.deepEqual(state.push, { kind: "done", pushed });
});

test("a version that is heard of before its push was answered does not undo the form", () => {
  const edited = after(loaded(1), typed("title/0", "DÒNG MỚI"), { kind: "sending" });
  const own = { ...config(2), body: bodyToPush(edited) };
  const state = nextEditor(edited, { kind: "loaded", config: own });
  assert.equal(state.push.kind, "sending");
  assert.equal(state.form.title[0], "DÒNG MỚI");
});

test("a mark on a field goes when one types, a conflict stays until the new version is loaded", () => {
  const failed = (code) => ({ kind: "failed", error: { status: 400, code, detail: "" } });
  assert.equal(after(loaded(1), failed("text_empty"), typed("heading", "A")).push.kind, "none");
  assert.equal(after(loaded(1), failed("version_conflict"), typed("heading", "A")).push.kind, "failed");
  assert.equal(after(loaded(1), failed("version_conflict"), loaded(2), { kind: "reload" }).push.kind, "none");
});

test("the words of an older version are loaded over the present base", () => {
  const state = after(loaded(3, "BA"), { kind: "words", config: config(1, "MỘT") });
  assert.equal(state.base.version, 3);
  assert.equal(state.wordsOf, 1);
  assert.deepEqual(changesOf(state), ["heading"]);
  assert.equal(nextEditor(state, { kind: "revert" }).form.heading, "BA");
});

test("words and sources are one draft, pushed together", () => {
  const state = after(loaded(1), typed("heading", "LỄ"), set("camera/source", "usb:1-1.2"));
  assert.deepEqual(changesOf(state), ["heading", "camera/source"]);
  const sent = bodyToPush(state);
  assert.equal(sent.screen.maket.heading, "LỄ");
  assert.equal(sent.camera.source, "usb:1-1.2");
});

test("a chosen source stays when a newer version arrives, and when an older version's words are loaded", () => {
  const state = after(loaded(1), set("microphone/muted", "true"), loaded(2, "ĐẠI HỘI"));
  assert.equal(state.base.version, 1);
  assert.equal(state.sources["microphone/muted"], "true");
  const words = nextEditor(state, { kind: "words", config: config(1, "MỘT") });
  assert.equal(words.sources["microphone/muted"], "true");
  assert.equal(nextEditor(words, { kind: "revert" }).sources["microphone/muted"], "false");
});

test("what is typed while a push is on its way is not lost to its answer", () => {
  const sending = after(loaded(1), typed("heading", "LỄ"), { kind: "sending" });
  const body = bodyToPush(sending);
  const meanwhile = [typed("title/0", "SAU ĐÓ"), set("video/encoder", "x264")].reduce(nextEditor, sending);
  const state = nextEditor(meanwhile, { kind: "pushed", body, pushed: { version: 2, atMs: 0, screenEtag: null } });
  assert.equal(state.base.version, 2);
  assert.deepEqual(changesOf(state), ["title/0", "video/encoder"]);
  assert.equal(state.push.kind, "done");
});

test("only words and scenes change the screen", () => {
  assert.equal(changesScreen(after(loaded(1), set("screen/scene", "blank"))), true);
  assert.equal(changesScreen(after(loaded(1), set("screen/fade_ms", "400"))), false);
  assert.equal(changesScreen(after(loaded(1), set("video/encoder", "x264"))), false);
  assert.equal(changesScreen(after(loaded(1), typed("heading", "LỄ"))), true);
});

test("a refusal finds its field among words and sources", () => {
  const refused = (detail) =>
    refusedField(after(loaded(1), { kind: "failed", error: { status: 400, code: "value_out_of_range", detail } }));
  assert.equal(refused("/screen/maket/title/1"), "title/1");
  assert.equal(refused("/microphone/volume_percent: 150"), "microphone/volume_percent");
  assert.equal(refused("/camera/controls/0/value"), "camera/controls/power_line_frequency");
  assert.equal(refused("/video/fps"), null);
  assert.equal(refusedField(after(loaded(1))), null);
});
