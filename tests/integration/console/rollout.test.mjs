// SPDX-License-Identifier: Apache-2.0
// One room's edits pushed to all rooms: what is asked of the centre, and how it is told.
import assert from "node:assert/strict";
import test from "node:test";

import { picture, withOperator } from "./bench.mjs";
import { until } from "./browser.mjs";

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
    assert.equal(await page.isDisabled("[data-part=rollout-begin]"), true); // one at a time
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
