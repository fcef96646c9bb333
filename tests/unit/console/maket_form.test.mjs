// SPDX-License-Identifier: Apache-2.0
// What is typed reaches the body composed and tidy, what the page does not know stays in it, and an error
// finds its field.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";

import { load } from "./modules.mjs";
import { body } from "./sample_endpoint.mjs";

const { bodyWith, changedFields, fieldOf, formOf, linesOf, templates } = await load("maket_form.js");

test("an untouched form gives the same body back", () => {
  assert.deepEqual(bodyWith(body, formOf(body)), body);
});

test("members that the page does not know are pushed back, the uplink is not", () => {
  const sent = bodyWith({ ...body, mystery: { a: 1 }, uplink: { passphrase: "secret" } }, formOf(body));
  assert.deepEqual(sent.mystery, { a: 1 });
  assert.equal("uplink" in sent, false);
});

test("decomposed typing arrives composed, without white space around it", () => {
  const form = { ...formOf(body), heading: "  HỘI  NGHỊ ".normalize("NFD") };
  assert.equal(bodyWith(body, form).screen.maket.heading, "HỘI NGHỊ");
  assert.deepEqual(changedFields(formOf(body), form), []);
});

test("the page has each template of the makét", () => {
  const others = ["overlay", "setup", "slate"]; // scenes of their own
  const folders = readdirSync(new URL("../../../maket/templates", import.meta.url)).filter((name) => !others.includes(name));
  assert.deepEqual([...templates].sort(), folders.sort());
});

test("another template is a change, one that the page does not know stays", () => {
  const before = formOf(body);
  assert.deepEqual(changedFields(before, { ...before, template: "xanh" }), ["template"]);
  assert.equal(bodyWith(body, { ...before, template: "xanh" }).screen.maket.template, "xanh");
  const own = { ...body, screen: { ...body.screen, maket: { ...body.screen.maket, template: "rieng" } } };
  assert.deepEqual(bodyWith(own, formOf(own)), own);
});

test("a picture is named by its digest, and one that is taken away leaves nothing", () => {
  const before = formOf(body);
  const digest = "3598ce6f965b2481fe26316c06b30950c46ac7f8e7229f104aa78f579997668d";
  const form = { ...before, logo: digest };
  assert.deepEqual(changedFields(before, form), ["logo"]);
  const withLogo = bodyWith(body, form);
  assert.equal(withLogo.screen.maket.logo, digest);
  assert.deepEqual(formOf(withLogo), form);
  assert.deepEqual(bodyWith(withLogo, before), body);
  assert.equal(fieldOf("/body/screen/maket/background: text_invalid"), "background");
});

test("each changed field is named, lines that came or went too", () => {
  const before = formOf(body);
  assert.deepEqual(changedFields(before, { ...before, title: [before.title[0], "KHÁC", "MỚI"] }), ["title/1", "title/2"]);
  assert.deepEqual(changedFields(before, { ...before, title: [before.title[0]], organiser: "" }), ["organiser", "title/1"]);
});

test("an error's pointer finds its field", () => {
  assert.equal(fieldOf("/body/screen/maket/title/1: longer than 200"), "title/1");
  assert.equal(fieldOf("/screen/maket/place_date"), "place_date");
  assert.equal(fieldOf("/body/screen/maket/title"), "title");
  assert.equal(fieldOf("/body/video/fps"), null);
  assert.equal(fieldOf("too large"), null);
});

test("the lines that should stand on the screen", () => {
  assert.equal(linesOf(formOf(body), "Tỉnh An Giang").at(-1), "Tỉnh An Giang, ngày 15 tháng 7 năm 2022");
});

test("a body without a makét gives an empty form", () => {
  assert.deepEqual(formOf({}), { template: "co-dien", organiser: "", heading: "", title: [""], place_date: "", logo: "", background: "" });
});

test("a body without a makét gets none from an untouched form", () => {
  const blank = { ...body, screen: { scene: "blank" } };
  assert.deepEqual(bodyWith(blank, formOf(blank)), blank);
  assert.equal(bodyWith(blank, { ...formOf(blank), heading: "LỄ" }).screen.maket.heading, "LỄ");
});
