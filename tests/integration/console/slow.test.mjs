// SPDX-License-Identifier: Apache-2.0
// What a slow line or a slow machine must not do: lose what was typed, say what is not so, ask for one thing twice.
import assert from "node:assert/strict";
import test from "node:test";

import { asked, withOperator, withPage } from "./bench.mjs";
import { until } from "./browser.mjs";

// The page at the first room, whose address can be gone to again.
function withRoom(body) {
  return withOperator(async ({ centre, url, page }) => {
    const room = centre.rooms[0];
    const goTo = (hash) => page.goto(`${url}${hash}`);
    const open = async () => {
      await goTo(`#/endpoints/${room.id}`);
      await page.waitForSelector("#maket-heading");
    };
    await open();
    await body({ centre, page, room, open, goTo });
  });
}

const came = (centre, pattern) => centre.requests.filter((line) => pattern.test(line)).length;

test("a push that is on its way while one looks elsewhere is done when one is back", () =>
  withRoom(async ({ centre, page, open }) => {
    const answer = centre.hold(/^POST .*\/configs$/);
    await page.fill("#maket-heading", "ĐẨY RỒI ĐI");
    await page.click("[data-part=push]");
    await until(() => came(centre, /^POST .*\/configs$/) === 1, "the push");
    await page.click(".back");
    await page.waitForSelector("[data-part=endpoints]");
    answer();
    await until(() => centre.rooms[0].running === 2, "the room has it");
    await open();
    await page.waitForSelector('[data-progress=applied][data-version="2"]');
    assert.equal(await page.inputValue("#maket-heading"), "ĐẨY RỒI ĐI");
    await page.fill("#maket-heading", "ĐẨY TIẾP");
    await page.click("[data-part=push]");
    await page.waitForSelector('[data-progress=applied][data-version="3"]');
  }));

test("what was typed last is there though one left in the same moment", () =>
  withRoom(async ({ page, open }) => {
    await page.evaluate(() => {
      const field = document.querySelector("#maket-heading");
      field.value = "VỪA GÕ XONG";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      document.querySelector(".back").click();
    });
    await page.waitForSelector("[data-part=endpoints]");
    await open();
    assert.equal(await page.inputValue("#maket-heading"), "VỪA GÕ XONG");
  }));

test("of two older versions the one that was asked for last is loaded, though its answer came first", () =>
  withRoom(async ({ centre, page, room }) => {
    const words = (heading, version) => {
      const body = structuredClone(room.versions[0].body);
      body.screen.maket.heading = heading;
      assert.equal(centre.push(room, body, "hoa"), version);
    };
    words("BẢN HAI", 2);
    words("BẢN BA", 3);
    const first = /^GET .*\/configs\/1$/;
    const before = came(centre, first);
    const answer = centre.hold(first);
    await page.click('[data-part=history] tr[data-version="1"] button');
    await until(() => came(centre, first) === before + 1, "the first wish");
    await page.click('[data-part=history] tr[data-version="2"] button');
    const heading = () => page.inputValue("#maket-heading");
    await until(async () => (await heading()) === "BẢN HAI", "the second one's words");
    answer();
    await asked(page);
    await page.fill("#maket-organiser", "SAU ĐÓ");
    await page.waitForSelector('[data-part=preview] img[alt*="SAU ĐÓ / BẢN HAI"]');
    assert.equal(await heading(), "BẢN HAI");
  }));

test("a room that is gone to as soon as the page is there is shown", () =>
  withPage(async ({ centre, url, page }) => {
    await page.goto(url);
    await page.waitForSelector("#password");
    await page.evaluate((room) => {
      const go = (_, observer) => {
        if (document.querySelector(".frame") === null) return;
        observer.disconnect();
        location.hash = room;
      };
      new MutationObserver(go).observe(document.body, { childList: true, subtree: true });
    }, `#/endpoints/${centre.rooms[1].id}`);
    await page.fill("#password", "dung");
    await page.keyboard.press("Enter");
    await page.waitForSelector(`[data-part=detail] code:has-text("${centre.rooms[1].id}")`);
  }));

test("a page that has not heard of the rooms yet does not say that there are none", () =>
  withRoom(async ({ centre, page }) => {
    const rooms = /^GET .*\/endpoints$/;
    const before = came(centre, rooms);
    const answer = centre.hold(rooms);
    await page.reload();
    await until(() => came(centre, rooms) > before, "it asks for the rooms");
    await asked(page);
    await page.waitForSelector(".splash");
    assert.equal(await page.locator("[data-part=detail]").count(), 0);
    answer();
    await page.waitForSelector("#maket-heading");
  }));

test("a picture that is slower than the next one is shown all the same", () =>
  withRoom(async ({ centre, page, room }) => {
    const image = page.locator("[data-part=picture-camera] img");
    const etag = () => image.getAttribute("data-etag");
    const drawn = () => image.evaluate((element) => element.complete && element.naturalWidth > 0);
    const heard = async () => {
      const level = () => page.locator("[data-part=media] [data-part=meter]").getAttribute("data-rms");
      const before = await level();
      await until(async () => (await level()) !== before, "the next report");
    };
    await until(drawn, "a picture");
    const camera = new RegExp(`/${room.id}/snapshots/camera`);
    const answer = centre.hold(camera);
    const before = came(centre, camera);
    await until(() => came(centre, camera) > before, "the next picture is asked for");
    const slow = await etag();
    for (let report = 0; report < 3; report += 1) await heard();
    assert.equal(await etag(), slow);
    answer();
    await until(async () => (await etag()) !== slow && (await drawn()), "the newest picture");
  }));

test("in the list too a picture that is on its way is waited for", () =>
  withOperator(async ({ centre, page }) => {
    const camera = (room) => new RegExp(`/${room.id}/snapshots/camera`);
    const [slow, other] = centre.rooms.map(camera);
    await until(() => came(centre, slow) > 0 && came(centre, other) > 0, "the first pictures");
    const before = came(centre, slow);
    const answer = centre.hold(slow);
    await until(() => came(centre, slow) > before, "the next one is asked for");
    const others = came(centre, other);
    await until(() => came(centre, other) >= others + 2, "two more of another room", 20_000);
    await asked(page);
    assert.equal(came(centre, slow), before + 1);
    answer();
    await until(() => came(centre, slow) > before + 1, "the one after it");
  }));

for (const [where, button] of [["the room's page", "rollout-begin"], ["the previews", "preview-begin"]]) {
  test(`a push to all rooms from ${where} is begun once, though its button was pressed twice`, () =>
    withRoom(async ({ centre, page }) => {
      await page.fill("#maket-heading", "MỘT LẦN THÔI");
      await page.click("[data-part=rollout-start] summary");
      if (button === "preview-begin") await page.click("[data-part=preview-all]");
      const answer = centre.hold(/^POST .*\/rollouts$/);
      await page.dblclick(`[data-part=${button}]:enabled`);
      await asked(page);
      assert.equal(came(centre, /^POST .*\/rollouts$/), 1);
      answer();
      await page.waitForSelector("[data-part=rollout][data-state=running]");
      await asked(page);
      assert.equal(came(centre, /^POST .*\/rollouts$/), 1);
    }));
}

test("previews that have not come yet are not called drawn", () =>
  withRoom(async ({ page }) => {
    await page.fill("#maket-heading", "CHƯA VẼ XONG");
    await page.click("[data-part=rollout-start] summary");
    await page.evaluate(() => {
      window.said = [];
      const look = () => {
        const whole = document.querySelector("[data-part=previews]")?.dataset.whole;
        if (whole !== undefined && window.said.at(-1) !== whole) window.said.push(whole);
      };
      new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true });
    });
    await page.click("[data-part=preview-all]");
    await page.waitForSelector("[data-part=previews][data-whole=true] [data-preview]");
    assert.deepEqual(await page.evaluate(() => window.said), ["false", "true"]);
  }));

test("who went to another room while a box is revoked stays there", () =>
  withRoom(async ({ centre, page, room, goTo }) => {
    const answer = centre.hold(/\/revoke$/);
    await page.click("[data-part=revoke]");
    await page.click("[data-part=revoke-confirm]");
    await until(() => came(centre, /\/revoke$/) === 1, "the wish");
    const other = centre.rooms[1].id;
    await goTo(`#/endpoints/${other}`);
    await page.waitForSelector(`[data-part=detail] code:has-text("${other}")`);
    answer();
    await until(() => room.revokedAt, "it is revoked");
    await asked(page);
    assert.equal(new URL(page.url()).hash, `#/endpoints/${other}`);
    await page.waitForSelector(`[data-part=detail] code:has-text("${other}")`);
  }));
