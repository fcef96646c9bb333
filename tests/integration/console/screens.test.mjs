// SPDX-License-Identifier: Apache-2.0
// What the rooms' screens would show and what they show: the live preview, all rooms' previews, the wall.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { picture, withOperator } from "./bench.mjs";
import { reads, until } from "./browser.mjs";

const wide = { viewport: { width: 1440, height: 900 } };
const narrow = { viewport: { width: 420, height: 800 } };

const withCentre = (body, options) => withOperator(body, { endpoints: 4, page: wide, ...options });

async function openRoom(page, url, room) {
  await page.goto(`${url}#/endpoints/${room.id}`);
  await page.waitForSelector("#maket-heading");
}

const previewWords = (page) => page.locator("[data-part=preview] img").getAttribute("alt");
const saysPreview = (page, words) =>
  until(async () => (await page.locator("[data-part=preview] img").count()) > 0 && (await previewWords(page)).includes(words),
    `a preview of ${words}`);

// From the editor to all rooms' previews, with that heading.
async function previewAll(page, url, centre, fields = { "maket-heading": "HỘI NGHỊ MỚI" }) {
  await openRoom(page, url, centre.rooms[0]);
  for (const [field, words] of Object.entries(fields)) await page.fill(`#${field}`, words);
  await page.click("[data-part=rollout-start] summary");
  await page.click("[data-part=preview-all]");
  await page.waitForSelector("[data-part=previews][data-whole=true]");
}

test("while one types the preview follows, and only the last wish counts", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await saysPreview(page, "SƠ KẾT CÔNG TÁC DÂN VẬN");
    const asked = centre.previewWishes.length;
    const began = performance.now();
    await page.locator("#maket-heading").fill("");
    await page.locator("#maket-heading").pressSequentially("HỘI NGHỊ MỞ RỘNG", { delay: 15 });
    await saysPreview(page, "HỘI NGHỊ MỞ RỘNG");
    const wishes = centre.previewWishes.slice(asked);
    assert.equal(wishes.at(-1).body.screen.maket.heading, "HỘI NGHỊ MỞ RỘNG");
    assert.deepEqual(wishes.at(-1).endpoints, [centre.rooms[0].id]);
    // Each one is asked for after a pause of 200 ms.
    assert.ok(wishes.length <= 1 + (performance.now() - began) / 200, `${wishes.length} wishes`);
    assert.ok(!("uplink" in wishes.at(-1).body));
    await picture(page, "room");
  }));

test("what is wrong with the words is said beside the picture", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await page.fill("#maket-place_date", "ngày 16 tháng 7 năm 2022");
    await page.waitForSelector('[data-warning=date_differs]:has-text("16/07/2022")');
    await page.waitForSelector('[data-warning=site_missing]:has-text("{site}")');
    await picture(page, "room-warnings", false);
    centre.refuseNextPreview = { status: 400, code: "text_length", detail: "/body/screen/maket/title/0" };
    await page.fill("#maket-heading", "X");
    await page.waitForSelector('[data-part=preview] [data-error=text_length]:has-text("để trống")');
    // The conference's own date is offered, with the room's name, until it is there.
    await page.click(`[data-part=date-offer]:has-text("${centre.rooms[0].site.name}, ngày 15 tháng 7 năm 2022")`);
    await page.waitForSelector("[data-part=date-offer]", { state: "detached" });
    const offered = "{site}, ngày 15 tháng 7 năm 2022";
    await until(async () => (await page.inputValue("#maket-place_date")) === offered, "the date that was offered");
    await page.waitForSelector("[data-part=preview] .warnings", { state: "detached" });
    await page.waitForSelector("[data-part=preview] [data-error]", { state: "detached" });
  }));

test("what only a push to all rooms fills in is told before one room alone gets it", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await page.waitForSelector("[data-part=preview][data-busy=false]");
    assert.equal(await page.locator("[data-part=unfilled], [data-warning=unfilled]").count(), 0);
    await page.fill("#maket-heading", "CHÀO ${khach} TẠI ${site.name}");
    await page.waitForSelector('[data-part=unfilled]:has-text("${khach}, ${site.name} chỉ được điền khi đẩy cho mọi điểm cầu")');
    await page.waitForSelector('[data-warning=unfilled]:has-text("${khach}, ${site.name}")');
    await picture(page, "room-unfilled");
    await page.click("button[lang=en]");
    await page.waitForSelector('[data-part=unfilled]:has-text("filled in only by a push to all rooms")');
    await page.waitForSelector('[data-warning=unfilled]:has-text("filled in only by a push to all rooms")');
    await page.fill("#maket-heading", "CHÀO TẠI {site}");
    await page.waitForSelector("[data-part=unfilled]", { state: "detached" });
    await page.waitForSelector("[data-warning=unfilled]", { state: "detached" });
  }));

test("a proof says why in the reader's language", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await page.waitForSelector("[data-part=proof] [data-proof=unknown]:has-text('màn hình không trả lời HDMI-CEC')");
    await page.click('button[lang=en]');
    await page.waitForSelector("[data-part=proof] [data-proof=unknown]:has-text('the display does not answer over HDMI-CEC')");
  }));

test("an urgent line and the slate are scenes to preview and to push", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await page.selectOption("#source-screen-scene", "slate");
    await page.fill("#source-screen-overlay", "  Bắt đầu lại lúc 10 giờ 30 ".normalize("NFD"));
    await saysPreview(page, "Bắt đầu lại lúc 10 giờ 30");
    await page.click("[data-part=push]");
    await until(() => centre.rooms[0].versions.length === 2, "the push");
    const { screen } = centre.rooms[0].versions[0].body;
    assert.deepEqual([screen.scene, screen.overlay], ["slate", "Bắt đầu lại lúc 10 giờ 30"]);
    await page.fill("#source-screen-overlay", "");
    await page.click("[data-part=push]");
    await until(() => centre.rooms[0].versions.length === 3, "the push");
    assert.equal("overlay" in centre.rooms[0].versions[0].body.screen, false);
  }));

test("a logo is stored at once, seen, pushed by its digest and taken away again", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    const logo = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>');
    const file = (name, buffer) => ({ name, mimeType: "image/svg+xml", buffer });
    await page.setInputFiles("#maket-logo", file("logo.txt", Buffer.from("chữ")));
    await page.waitForSelector('[data-field=logo] [data-error=picture_unknown]:has-text("không phải PNG")');
    await page.setInputFiles("#maket-logo", file("logo.svg", logo));
    const digest = createHash("sha256").update(logo).digest("hex");
    await page.waitForSelector(`[data-field=logo].field--changed [data-picture="${digest}"]`);
    await until(() => centre.previewWishes.at(-1)?.body.screen.maket.logo === digest, "the preview of it");
    await picture(page, "room-logo");
    await page.click("[data-part=push]");
    await until(() => centre.rooms[0].versions.length === 2, "the push");
    assert.equal(centre.rooms[0].versions[0].body.screen.maket.logo, digest);
    await page.getByRole("button", { name: "Bỏ ảnh: Biểu trưng" }).click();
    await page.click("[data-part=push]");
    await until(() => centre.rooms[0].versions.length === 3, "the push");
    assert.equal("logo" in centre.rooms[0].versions[0].body.screen.maket, false);
  }));

test("Vietnamese typed in decomposed form arrives composed", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    await page.fill("#maket-heading", "");
    await page.locator("#maket-heading").pressSequentially("HỘI NGHỊ TRỰC TUYẾN".normalize("NFD"));
    await page.click("[data-part=push]");
    await until(() => centre.rooms[0].versions.length === 2, "the push");
    const { heading } = centre.rooms[0].versions[0].body.screen.maket;
    assert.equal(heading, "HỘI NGHỊ TRỰC TUYẾN".normalize("NFC"));
  }));

test("63 previews, those to look at first, and the push goes to the chosen ones alone", () =>
  withCentre(
    async ({ page, url, centre }) => {
      await previewAll(page, url, centre, { "maket-place_date": "Tỉnh Hà Giang, ngày 15 tháng 7 năm 2022" });
      const levels = await page.$$eval("[data-preview]", (cards) => cards.map((card) => card.dataset.level));
      // Everyone but Hà Giang itself misses its name; those come first.
      assert.deepEqual([levels[0], levels.at(-2), levels.at(-1)], ["warning", "warning", "ok"]);
      await page.waitForSelector('[data-part=previews-state]:has-text("62 điểm cần xem lại")');
      await picture(page, "previews-doubtful", false);
      assert.ok(centre.previewWishes.slice(1).every(({ endpoints }) => endpoints.length <= 6));
      await page.click("[data-part=leave-doubtful]");
      await page.waitForSelector('[data-part=preview-push]:has-text("Đã chọn 1/63")');
      await page.check(`#choose-${centre.room("79").id}`);
      await page.click("[data-part=preview-begin]");
      await page.waitForSelector("[data-part=wall]");
      assert.deepEqual(new Set(centre.rolloutWish.endpoints), new Set([centre.room("02").id, centre.room("79").id]));
      assert.deepEqual(centre.rolloutWish.changes, {
        screen: { maket: { place_date: "Tỉnh Hà Giang, ngày 15 tháng 7 năm 2022" } },
      });
    },
    { endpoints: 63 },
  ));

test("a change that fits is shown for all rooms, and only pictures in sight are loaded", () =>
  withCentre(
    async ({ page, url, centre }) => {
      await previewAll(page, url, centre);
      await page.waitForSelector('[data-part=previews-state]:has-text("không có gì bất thường")');
      await page.waitForSelector('[data-part=previews]:has-text("Sẽ đổi: dòng đầu")');
      const loaded = () => new Set(centre.requests.filter((line) => line.startsWith("GET /api/v1/previews/"))).size;
      await until(() => loaded() > 8, "the pictures in sight");
      assert.ok(loaded() < 60, `${loaded()} pictures`);
      await picture(page, "previews", false);
      await page.click(".back");
      const heading = () => page.inputValue("#maket-heading");
      await until(async () => (await heading()) === "HỘI NGHỊ MỚI", "the draft, which is still there");
      await page.fill("#maket-organiser", "VĂN PHÒNG");
      await page.getByRole("link", { name: "Xem trước" }).click();
      await page.waitForSelector('[data-part=previews]:has-text("Sẽ đổi: đơn vị tổ chức, dòng đầu")');
      await page.click(".back");
      await page.getByRole("button", { name: "Bỏ thay đổi" }).click();
      await page.getByRole("link", { name: "Xem trước" }).click();
      await page.waitForSelector('p:has-text("Chưa có thay đổi nào để xem")');
    },
    { endpoints: 63 },
  ));

test("the keyboard alone edits, previews and pushes", () =>
  withCentre(async ({ page, url, centre }) => {
    await openRoom(page, url, centre.rooms[0]);
    const press = async (key, times = 1) => {
      for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.dataset.part || "");
    const tabTo = async (name) => {
      for (let step = 0; step < 60; step += 1) {
        if ((await focused()) === name) return;
        await press("Tab");
      }
      assert.fail(`no way to ${name} by Tab`);
    };
    await tabTo("maket-heading");
    await press("Control+a");
    await page.keyboard.type("HỘI NGHỊ BẰNG PHÍM");
    await saysPreview(page, "HỘI NGHỊ BẰNG PHÍM");
    for (let step = 0; step < 60; step += 1) {
      if (await page.evaluate(() => document.activeElement?.matches("[data-part=rollout-start] summary"))) break;
      await press("Tab");
    }
    await press("Enter");
    await tabTo("preview-all");
    await press("Enter");
    await page.waitForSelector("[data-part=previews][data-whole=true]");
    await until(async () => (await focused()) === "previews-title", "the heading has the focus");
    const left = `choose-${centre.rooms[1].id}`;
    await tabTo(left);
    await press("Space");
    await tabTo("preview-begin");
    await press("Enter");
    await page.waitForSelector("[data-part=wall]");
    assert.equal(centre.rolloutWish.endpoints.length, centre.rooms.length - 1);
    assert.ok(!centre.rolloutWish.endpoints.includes(centre.rooms[1].id));
  }));

test("the wall: the odd one out first, each level of proof as it was told", () =>
  withCentre(
    async ({ page, url, centre }) => {
      await page.goto(`${url}#/wall`);
      await until(async () => (await page.locator("[data-tile]").count()) === 63, "all rooms");
      const states = await page.$$eval("[data-tile]", (tiles) => tiles.map((tile) => tile.dataset.state));
      const order = ["odd", "unproved", "proved"];
      assert.deepEqual(states, [...states].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
      const tile = (code) => page.locator(`[data-tile="${centre.room(code).id}"]`);
      const proof = (code, level) => tile(code).locator(`[data-level=${level}]`).getAttribute("data-proof");
      const stateOf = (code) => tile(code).getAttribute("data-state");
      assert.deepEqual(await Promise.all(["44", "45", "46", "08", "91"].map(stateOf)), Array(5).fill("odd"));
      await reads(tile("44"), /nội dung khác đa số/);
      await reads(tile("45"), /vẽ ra khác với các phòng khác/);
      assert.equal(await proof("45", "alike"), "no");
      assert.equal(await proof("46", "display_there"), "no");
      assert.equal(await proof("08", "scanned_out"), "unknown"); // offline: nobody vouches for it
      await reads(tile("04"), /Đọc lại từ cổng hình/);
      await reads(tile("08"), /Ảnh đọc lại lần cuối/);
      await reads(tile("33"), /chưa gửi ảnh/);
      await tile("33").locator("img").waitFor(); // what the centre would draw, and said so
      assert.equal(await tile("33").locator("[data-source]").getAttribute("data-source"), "centre");
      assert.equal(await tile("04").locator("[data-source]").getAttribute("data-source"), "kms");
      await picture(page, "wall", false);
      centre.drawnOtherwise = [{ software: "0.1.0", rooms: 60, how: "other_inputs" }];
      await page.waitForSelector('[data-otherwise=other_inputs]:has-text("60 điểm cầu chạy phần mềm 0.1.0")');
    },
    { endpoints: 63 },
  ));

test("a narrow window shows the same", () =>
  withCentre(
    async ({ page, url, centre }) => {
      await previewAll(page, url, centre);
      await picture(page, "previews-narrow", false);
      await page.goto(`${url}#/wall`);
      await page.waitForSelector("[data-tile] img");
      await picture(page, "wall-narrow", false);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels wider than the window`);
    },
    { endpoints: 12, page: narrow },
  ));
