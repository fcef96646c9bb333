// SPDX-License-Identifier: Apache-2.0
// One room's edits pushed to all rooms: what is asked of the centre, and how it is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { asked, picture, withOperator } from "./bench.mjs";
import { reads, until } from "./browser.mjs";

// A room's page, with its edits open to all rooms.
function withRoom(body) {
  return withOperator(
    async ({ centre, url, page }) => {
      await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
      await page.waitForSelector("#maket-heading");
      await page.click("[data-part=rollout-start] summary");
      await body({ centre, page });
    },
    { endpoints: 4 },
  );
}

// The rollout as it stands, with `steps` for the first rooms.
function at(centre, steps, state = "running") {
  const targets = centre.rollout.targets.map((target, index) => ({ ...target, ...steps[index] }));
  centre.sendRollout({ ...centre.rollout, state, targets });
}

test("only what was edited is pushed to all rooms, and who has it is counted", () =>
  withRoom(async ({ page, centre }) => {
    assert.equal(await page.isDisabled("[data-part=rollout-begin]"), true); // nothing was edited
    await page.fill("#maket-heading", "HỘI NGHỊ TOÀN QUỐC");
    await page.fill("[data-part=rollout-first]", "3");
    await page.click("[data-part=rollout-begin]");
    await page.waitForSelector("[data-part=rollout][data-state=running]");
    assert.deepEqual(centre.rolloutWish, {
      changes: { screen: { maket: { heading: "HỘI NGHỊ TOÀN QUỐC" } } },
      first: 3,
    });
    await page.waitForSelector("[data-part=rollout-begin]:disabled"); // one at a time
    at(centre, [{ step: "committed", version: 2 }, { step: "on_trial", version: 2 }]);
    await page.waitForSelector('[data-part=rollout]:has-text("1 đang thử")');
    await picture(page, "rollout");
    await page.click('a[href="#/"]');
    await page.waitForSelector('[data-part=rollout]:has-text("Đang đẩy cho nhiều điểm cầu")');
  }));

test("where it failed is told with the reason, and it can be undone", () =>
  withRoom(async ({ page, centre }) => {
    await page.fill("#maket-heading", "HỘI NGHỊ MỞ RỘNG");
    await page.click("[data-part=rollout-begin]");
    await page.click("[data-part=rollout-undo]");
    await until(() => centre.rolloutStopped?.undo === true, "the wish to undo it");
    at(centre, [{ step: "undone", version: 3 }, { step: "rolled_back", version: 2, detail: "stream_stopped" }], "stopped");
    await page.waitForSelector("[data-part=rollout][data-state=stopped]");
    await page.waitForSelector('[data-step=rolled_back]:has-text("luồng hình tiếng bị ngừng")');
    await page.click("[data-part=rollout-close]");
    await page.waitForSelector("[data-part=rollout]", { state: "detached" });
  }));

test("hours later the old content can be given back, after one more question", () =>
  withRoom(async ({ page, centre }) => {
    await page.fill("#maket-heading", "HỘI NGHỊ MỞ RỘNG");
    await page.click("[data-part=rollout-begin]");
    await page.waitForSelector("[data-part=rollout][data-state=running]");
    at(centre, [{ step: "committed", version: 2 }, { step: "committed", version: 2 }, { step: "overtaken" }], "done");
    await page.waitForSelector('[data-step=overtaken]:has-text("bản này không gửi nữa")');
    await page.click("[data-part=rollout-back]");
    await page.waitForSelector('.question:has-text("2 điểm cầu")');
    await page.click("[data-part=rollout-back-cancel]");
    await page.waitForSelector("[data-part=rollout-back]");
    await asked(page);
    assert.equal(centre.rolloutStopped, undefined);
    await page.click("[data-part=rollout-back]");
    await page.click("[data-part=rollout-back-confirm]");
    await until(() => centre.rolloutStopped?.undo === true, "the wish to give it back");
    at(centre, [{ step: "undone", version: 3 }, { step: "undone", version: 3 }], "stopped");
    await page.waitForSelector("[data-part=rollout-back]", { state: "detached" });
  }));

test("one file for all rooms goes out, and comes back signed", () =>
  withRoom(async ({ page, centre }) => {
    const said = (pattern) => reads(page.locator("[data-part=rollout-offline-said]"), pattern);
    await page.click("[data-part=rollout-offline] summary");
    assert.equal(await page.isDisabled("[data-part=rollout-offline-export]"), true); // nothing was edited
    await page.fill("#maket-heading", "HỘI NGHỊ ${site.name}");
    await page.check("[data-part=rollout-offline] input[type=checkbox]");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-part=rollout-offline-export]")]);
    assert.deepEqual(centre.rolloutDraft, {
      changes: { screen: { maket: { heading: "HỘI NGHỊ ${site.name}" } } },
      first: 2,
      override: true,
    });
    const batch = JSON.parse(readFileSync(await download.path(), "utf8"));
    await said(/giữ như bí mật/);
    const bring = () =>
      page.setInputFiles("[data-part=rollout-offline-import]", {
        name: "signed.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify(batch)),
      });
    await bring();
    await said(/chưa đủ chữ ký/);
    await picture(page, "rollout-signing");
    batch.rooms[0].install.signatures.push({ keyid: "", sig: "" });
    await bring();
    await page.waitForSelector("[data-part=rollout][data-state=running]");
    await said(/việc đẩy bắt đầu/);
  }));

test("what each room fills in for itself is pasted as a table, and shown in the previews", () =>
  withRoom(async ({ page, centre }) => {
    const codes = centre.rooms.map(({ site }) => site.code);
    const state = (words) => page.waitForSelector(`[data-part=texts-state]:has-text("${words}")`);
    await page.fill("#maket-heading", "CHÀO ${khach}");
    await state(`Còn thiếu ở 4 điểm cầu: ${codes[0]}`);
    for (const part of ["rollout-begin", "preview-all"]) await page.waitForSelector(`[data-part=${part}]:disabled`);
    await page.fill("#rollout-texts", `mã\tkhach\n${codes[0]}\tĐồng chí A\n00\tAi`);
    await state("dòng 3: không có điểm cầu «00»");
    await picture(page, "rollout-texts-wrong");
    await page.fill("#rollout-texts", `mã\tkhach\n${codes[0]}\tĐồng chí A`);
    await state("Còn thiếu ở 3 điểm cầu");
    await page.press("[data-part=texts-rooms]:enabled", "Enter");
    const rooms = new RegExp(`^site.code\tsite.name\tkhach\n${codes[0]}\t.*\tĐồng chí A\n${codes[1]}\t.*\t\n`);
    let table;
    await until(async () => rooms.test((table = await page.inputValue("#rollout-texts"))), () => `the rooms in ${table}`);
    await page.fill("#rollout-texts", table.replaceAll("\t\n", "\tĐồng chí B\n").replace(/\t$/, "\tĐồng chí C"));
    await state("Đủ chữ cho mọi điểm cầu");
    await picture(page, "rollout-texts");
    await page.click("[data-part=preview-all]");
    await page.waitForSelector("[data-part=previews][data-whole=true]");
    const pictures = page.locator("[data-part=preview-list] img"); // drawn once they are in sight
    await until(async () => (await pictures.count()) === 4, "the rooms' previews");
    const shown = await pictures.evaluateAll((all) => all.map(({ alt }) => alt));
    assert.equal(shown.filter((words) => words.includes("CHÀO Đồng chí B")).length, 2);
    assert.equal(shown.filter((words) => words.includes("CHÀO Đồng chí C")).length, 1);
    await picture(page, "rollout-texts-previews", false);
    await page.click("[data-part=preview-begin]");
    await page.waitForSelector("[data-part=rollout][data-state=running]");
    assert.deepEqual(centre.rolloutWish.variables[codes[3]], { khach: "Đồng chí C" });
  }));
