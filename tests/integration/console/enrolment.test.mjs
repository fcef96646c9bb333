// SPDX-License-Identifier: Apache-2.0
// New boxes on the page: their code is there at once, a person chooses the site and decides.
import assert from "node:assert/strict";
import test from "node:test";

import { picture, withOperator } from "./bench.mjs";
import { reads, until } from "./browser.mjs";

test("a box that asks is on the page at once, with its code large, and goes to the site that was chosen", () =>
  withOperator(async ({ centre, page }) => {
    await page.waitForSelector("details.centre summary"); // it has heard of the boxes that wait too
    assert.equal(await page.locator("[data-part=waiting]").count(), 0);
    centre.ask("K7MW-3PXA");
    const box = page.locator('[data-box="K7MW-3PXA"]');
    await box.waitFor();
    await page.waitForSelector("[data-part=count-waiting]");
    const size = await box.locator(".waiting__code").evaluate((code) => parseFloat(getComputedStyle(code).fontSize));
    assert.ok(size >= 28, `${size} px`);
    await reads(box, /192\.0\.2\.7/);
    assert.equal(await box.locator("[data-part=approve]").isDisabled(), true);
    await box.locator("select").selectOption(centre.rooms[0].site.code);
    await box.locator("[data-part=replaces]").waitFor();
    await reads(box.locator("[data-part=approve]"), /Duyệt và thay thế/);
    await picture(page, "waiting");
    const before = await page.locator("[data-endpoint]").count();
    await box.locator("[data-part=approve]").click();
    await until(async () => (await page.locator("[data-part=waiting]").count()) === 0, "nobody waits");
    await until(async () => (await page.locator("[data-endpoint]").count()) === before - 1, "the old box is gone");
    assert.ok(centre.requests.some((line) => /^POST .*\/enrolments\/K7MW-3PXA0+\/approve$/.test(line)));
  }));

test("the site of the USB stick is chosen already, and why it waits is said", () =>
  withOperator(async ({ centre, page }) => {
    const { code } = centre.rooms[1].site;
    centre.ask("AAAA-2222", { claim: "site_taken", site: code });
    const box = page.locator('[data-box="AAAA-2222"]');
    await box.waitFor();
    await until(async () => (await box.locator("select").inputValue()) === code, "the site of the stick");
    await reads(box, /điểm cầu ghi trên USB đã có thiết bị/);
    await box.locator("[data-part=refuse]").click();
    await until(async () => (await box.count()) === 0, "refused");
    assert.ok(centre.requests.some((line) => line.endsWith("/refuse")));
  }));

test("a decision that fails is told, and the box stays", () =>
  withOperator(async ({ centre, page }) => {
    centre.ask("BBBB-3333");
    const box = page.locator('[data-box="BBBB-3333"]');
    await box.waitFor();
    centre.waiting = [];
    await box.locator("[data-part=refuse]").click();
    await box.locator('[role=alert]:has-text("not_found")').waitFor();
  }));

test("in English, and from within a room it is one step away", () =>
  withOperator(async ({ centre, url, page }) => {
    await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
    await page.waitForSelector("[data-part=detail]");
    centre.ask("CCCC-4444");
    await page.locator("[data-part=count-waiting] a").click();
    await page.locator('[data-box="CCCC-4444"]').waitFor();
    await page.locator("text=English").click();
    await page.locator('[data-part=waiting] h2:has-text("New boxes waiting: 1")').waitFor();
    await picture(page, "waiting-en");
  }));
