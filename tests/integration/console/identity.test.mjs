// SPDX-License-Identifier: Apache-2.0
// A room's identity is taken away on the page, after one more question; since when a room is not as desired, and why; what of the
// centre's own expires.
import assert from "node:assert/strict";
import test from "node:test";

import { asked, picture, withOperator } from "./bench.mjs";
import { reads, until } from "./browser.mjs";

function withRoom(body) {
  return withOperator(async ({ centre, url, page }) => {
    await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
    await page.waitForSelector("[data-part=identity]");
    await body({ centre, page, room: centre.rooms[0] });
  });
}

const revocations = (centre) => centre.requests.filter((line) => line.startsWith("POST") && line.endsWith("/revoke"));

test("nothing is revoked by one press, nor by the return key after it", () =>
  withRoom(async ({ centre, page, room }) => {
    await page.click("[data-part=revoke]");
    const question = page.locator("#revoke-question");
    assert.ok((await question.innerText()).includes(room.id));
    assert.ok((await question.innerText()).includes(room.site.name));
    await picture(page, "revoke");
    await page.waitForSelector("[data-part=revoke-cancel]:focus");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-part=revoke]");
    await asked(page);
    assert.deepEqual(revocations(centre), []);
  }));

test("confirmed, the box is gone and the list is there", () =>
  withRoom(async ({ centre, page, room }) => {
    await page.click("[data-part=revoke]");
    await page.click("[data-part=revoke-confirm]");
    await page.waitForSelector("[data-part=endpoints]");
    await until(async () => (await page.locator(`[data-endpoint="${room.id}"]`).count()) === 0, "its card is gone");
    assert.deepEqual(revocations(centre), [`POST /api/v1/endpoints/${room.id}/revoke`]);
  }));

test("what the centre does not do is told, and can be tried again", () =>
  withRoom(async ({ centre, page }) => {
    centre.refuseNextRevoke = { status: 503, code: "not_stored" };
    await page.click("[data-part=revoke]");
    await page.click("[data-part=revoke-confirm]");
    await page.locator('[data-part=identity] [role=alert]:has-text("not_stored")').waitFor();
    await page.click("[data-part=revoke-confirm]");
    await page.waitForSelector("[data-part=endpoints]");
  }));

test("since when a room is not as desired, and why", () =>
  withRoom(async ({ centre, page, room }) => {
    assert.equal(await page.locator("[data-part=twin]").count(), 0); // as desired
    room.trouble = "behind";
    centre.push(room, structuredClone(room.versions[0].body), "operator");
    const line = page.locator("[data-part=twin][data-reason=not_taken]");
    await line.waitFor();
    await reads(line, /^Chưa như mong muốn từ .+: thiết bị chưa nhận bản mới$/);
    await picture(page, "twin");
    room.refused = { version: room.versions[0].version, reason: "config_frozen", detail: "", at: new Date().toISOString() };
    await page.locator("[data-part=twin][data-reason=refused]").waitFor();
  }));

test("what of the centre's own expires is told at the top of the page", () =>
  withRoom(async ({ centre, page }) => {
    await reads(page.locator("details.centre summary"), /Trung tâm ổn định/);
    assert.equal(await page.locator("[data-expiring]").count(), 0);
    centre.expiring = [{ part: "server_certificate", expires_at: "2027-01-20T05:00:00.000Z", detail: "file.not_written: đĩa" }];
    centre.send("centre", centre.centre());
    await page.locator('details.centre summary:has-text("Tình trạng của trung tâm")').click();
    const line = page.locator("[data-expiring=server_certificate]");
    await line.waitFor();
    await reads(line, /chưa gia hạn được.*Hết hạn ngày 20.*file.not_written: đĩa/);
  }));
