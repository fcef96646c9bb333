// SPDX-License-Identifier: Apache-2.0
// A room's passphrase is replaced from the page, after one more question; how it goes on and how it ends is told.
import assert from "node:assert/strict";
import test from "node:test";

import { asked, picture, withOperator } from "./bench.mjs";

function withRoom(body) {
  return withOperator(
    async ({ centre, url, page }) => {
      await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
      await page.waitForSelector("[data-part=passphrase]");
      const state = (name) => page.waitForSelector(`[data-passphrase=${name}]`);
      await body({ centre, url, page, room: centre.rooms[0], state });
    },
    { endpoints: 10 },
  );
}

const rotations = (centre) => centre.requests.filter((line) => line === "POST /api/v1/passphrases/rotate").length;

async function confirm(page) {
  await page.click("[data-part=rotate]");
  await page.click("[data-part=rotate-confirm]");
}

test("nothing is begun by one press, nor by the return key after it", () =>
  withRoom(async ({ centre, page, room }) => {
    await page.click("[data-part=rotate]");
    const question = await page.locator("#rotate-question").innerText();
    assert.ok(question.includes(room.id) && question.includes(room.site.name), question);
    await picture(page, "passphrase_question");
    await page.waitForSelector("[data-part=rotate-cancel]:focus");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-part=rotate]");
    await asked(page);
    assert.equal(rotations(centre), 0);
  }));

test("confirmed, it is under way and cannot be begun twice, until the centre tells that it is done", () =>
  withRoom(async ({ centre, page, room, state }) => {
    await confirm(page);
    await state("changing");
    assert.equal(rotations(centre), 1);
    await page.waitForSelector("[data-part=rotate]:disabled");
    await picture(page, "passphrase_changing");
    centre.endRotation(room, true);
    await state("replaced");
    await page.waitForSelector("[data-part=rotate]:enabled");
  }));

test("a room that keeps the old one says so, and it can be begun again", () =>
  withRoom(async ({ centre, page, room, state }) => {
    await confirm(page);
    await state("changing");
    centre.endRotation(room, false);
    await state("kept");
    await confirm(page);
    await state("changing");
  }));

test("what the centre does not begin is told with its reason", () =>
  withRoom(async ({ centre, page }) => {
    centre.refuseNextRotation = "conference_running";
    await confirm(page);
    await page.locator('[data-part=passphrase] [role=alert]:has-text("đang trong giờ họp")').waitFor();
    await page.click("[data-part=rotate-confirm]");
    await page.waitForSelector("[data-passphrase=changing]");
  }));

test("a room that is away changes it when it is back", () =>
  withRoom(async ({ centre, url, page }) => {
    const away = centre.room("08");
    await page.goto(`${url}#/endpoints/${away.id}`);
    await page.locator(`[data-part=detail] code:has-text("${away.id}")`).waitFor();
    await confirm(page);
    await page.locator('[data-passphrase=changing]:has-text("ngoại tuyến")').waitFor();
  }));
