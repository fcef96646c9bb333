// SPDX-License-Identifier: Apache-2.0
// axe-core, a judge that is not ours, finds nothing serious on any page, in both languages and both sets of colours;
// what a screen reader is told by role and name.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";

import { withPage } from "./bench.mjs";
import { logIn, until } from "./browser.mjs";

const require = createRequire(new URL("../../../centre/console/package.json", import.meta.url));
const axe = require.resolve("axe-core/axe.min.js");

// The page's policy forbids scripts from elsewhere: the judge comes in beside it.
const options = { viewport: { width: 1440, height: 900 }, bypassCSP: true, reducedMotion: "reduce" };

function withReader(body, language = "vi") {
  const colorScheme = language === "en" ? "dark" : "light";
  return withPage(
    async (at) => {
      await at.page.addInitScript((chosen) => localStorage.setItem("diemcau.language", chosen), language);
      await body(at);
    },
    { endpoints: 12, reportMs: 60_000, page: { ...options, locale: language, colorScheme } },
  );
}

async function judge(page, where) {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axe });
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const words = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(words, [], where);
}

async function previewAll(page, url, centre) {
  await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
  await page.waitForSelector("[data-part=preview] img");
  await page.fill("#maket-place_date", "ngày 16 tháng 7 năm 2022");
  await page.waitForSelector("[data-warning]");
  await page.click("[data-part=rollout-start] summary");
}

for (const language of ["vi", "en"]) {
  test(`axe finds nothing serious on any page (${language})`, () =>
    withReader(async ({ page, url, centre }) => {
      await page.goto(url);
      await page.waitForSelector("#password");
      await judge(page, "login");
      await logIn(page, url, "dung");
      centre.ask("K7MW-3PXA");
      await page.waitForSelector(".waiting__code");
      await judge(page, "list and enrolment");
      await previewAll(page, url, centre);
      await judge(page, "room, editor and preview");
      await page.click("[data-part=preview-all]");
      await page.waitForSelector("[data-part=previews][data-whole=true]");
      await judge(page, "previews");
      await page.click("[data-part=preview-begin]");
      await page.waitForSelector("[data-part=wall]");
      await page.waitForSelector("[data-part=rollout]");
      await judge(page, "rollout and wall");
    }, language));
}

test("the judge sees what is wrong", () =>
  withReader(async ({ page, url }) => {
    await page.goto(url);
    await page.waitForSelector("#password");
    await page.evaluate(() => document.querySelector("label[for=password]").remove());
    await assert.rejects(judge(page, "login"), /label/);
  }));

test("a screen reader finds its way by roles and names", () =>
  withReader(async ({ page, url, centre }) => {
    await logIn(page, url, "dung");
    const pages = page.getByRole("navigation", { name: "Các trang" });
    await pages.getByRole("link", { name: "Tường màn hình" }).click();
    await page.getByRole("heading", { level: 1, name: "Tường màn hình" }).waitFor();
    const here = () => pages.getByRole("link", { name: "Tường màn hình" }).getAttribute("aria-current");
    await until(async () => (await here()) === "page", "which page it is");
    const tile = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Thành phố Hà Nội" }) });
    const proofs = tile.getByRole("list", { name: "Các mức chứng minh" }).getByRole("listitem");
    await until(async () => (await proofs.count()) === 5, "the levels of proof");
    const levels = await proofs.allInnerTexts();
    assert.deepEqual(levels.map((words) => words.replace(/\s+/g, " ").replace(/^. /, "").replace(" :", ":")), [
      "đã vẽ: Có",
      "như trung tâm: Có",
      "ra cổng hình: Có",
      "có màn hình: Có",
      "đang bật: Chưa rõ",
    ]);
    await page.getByRole("img", { name: "Ảnh đọc lại từ màn hình tại Thành phố Hà Nội" }).waitFor();
    await previewAll(page, url, centre);
    await page.getByRole("img", { name: /Bản xem trước màn hình tại Thành phố Hà Nội: .*ngày 16 tháng 7/ }).waitFor();
    await page.getByRole("button", { name: "Xem trước ở cả 12 điểm cầu…" }).click();
    await page.getByRole("status").filter({ hasText: "điểm cần xem lại" }).waitFor();
    await page.getByRole("checkbox", { name: /Tỉnh Hà Giang 02 , đẩy cho điểm cầu này/ }).uncheck();
    await page.getByRole("button", { name: "Đẩy cho 11 điểm cầu" }).waitFor();
  }));
