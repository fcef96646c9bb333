// SPDX-License-Identifier: Apache-2.0
// A room's identity is taken away on the page, after one more question; since when a room is not as desired, and why.
// CONSOLE_PAGE names the folder of the built page; SCREENSHOTS, if set, where pictures of it go.
import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { launch, logIn, openPage, until } from "./browser.mjs";
import { MockCentre } from "./mock_centre.mjs";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

async function withRoom(body) {
  const centre = new MockCentre({ endpoints: 3, consoleDir: process.env.CONSOLE_PAGE, applyMs: 60, reportMs: 300 });
  const url = await centre.listen();
  const { page, faults, close } = await openPage(browser);
  try {
    await logIn(page, url, "dung");
    await page.goto(`${url}#/endpoints/${centre.rooms[0].id}`);
    await page.waitForSelector("[data-part=identity]");
    await body({ centre, page, room: centre.rooms[0] });
    assert.deepEqual(faults, []);
  } finally {
    await close();
    await centre.close();
  }
}

const picture = async (page, name) => {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, name), fullPage: true });
};

const revocations = (centre) => centre.requests.filter((line) => line.startsWith("POST") && line.endsWith("/revoke"));

test("nothing is revoked by one press, nor by the return key after it", () =>
  withRoom(async ({ centre, page, room }) => {
    await page.click("[data-part=revoke]");
    const question = page.locator("#revoke-question");
    assert.ok((await question.innerText()).includes(room.id));
    assert.ok((await question.innerText()).includes(room.site.name));
    await picture(page, "revoke.png");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-part=revoke]");
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
    await until(async () => (await page.locator("[data-part=twin]").count()) === 0, "as desired");
    room.trouble = "behind";
    centre.push(room, structuredClone(room.versions[0].body), "operator");
    const line = page.locator("[data-part=twin][data-reason=not_taken]");
    await line.waitFor();
    assert.match(await line.innerText(), /^Chưa như mong muốn từ .+: thiết bị chưa nhận bản mới$/);
    await picture(page, "twin.png");
    room.refused = { version: room.versions[0].version, reason: "config_frozen", detail: "", at: new Date().toISOString() };
    await page.locator("[data-part=twin][data-reason=refused]").waitFor();
  }));
