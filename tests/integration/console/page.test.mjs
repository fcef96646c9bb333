// SPDX-License-Identifier: Apache-2.0
// The page in a real browser against a mock centre: what a real one cannot be made to do at will.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test from "node:test";

import { asked, withPage } from "./bench.mjs";
import { logIn, reads, until } from "./browser.mjs";

const says = (page, selector, pattern) => reads(page.locator(selector), pattern);

async function openRoom(page, url, centre, code) {
  await logIn(page, url, "dung");
  await page.goto(`${url}#/endpoints/${centre.room(code).id}`);
  await page.waitForSelector("#maket-title-0");
}

test("the login says what is wrong", () =>
  withPage(async ({ centre, url, page }) => {
    await page.goto(url);
    const submit = async (password) => {
      await page.fill("#password", password);
      await page.keyboard.press("Enter");
    };
    const refused = (words) => page.waitForSelector(`#login-error:has-text("${words}")`);
    await submit("sai");
    await refused("Mật khẩu không đúng");
    centre.usedOnce = true;
    await submit("mot-lan");
    await refused("đã được dùng rồi");
    centre.wrongTries = 5;
    await submit("sai");
    await refused("Hãy đợi 42 giây");
    centre.wrongTries = 0;
    await submit("dung");
    await page.waitForSelector("[data-part=endpoints]");
  }));

test("an unreachable centre is told apart from a wrong password", () =>
  withPage(async ({ centre, url, page }) => {
    await page.goto(url);
    await page.waitForSelector("#password");
    centre.goDown();
    await page.fill("#password", "dung");
    await page.keyboard.press("Enter");
    await page.waitForSelector('#login-error:has-text("Không kết nối được")');
  }));

test("63 rooms: worst first, found without marks, problems alone", () =>
  withPage(
    async ({ url, page }) => {
      await logIn(page, url, "dung");
      await until(async () => (await page.locator("[data-severity]").count()) === 63, "all rooms");
      const severities = await page.$$eval("[data-severity]", (cards) => cards.map((card) => card.dataset.severity));
      const order = ["critical", "error", "offline", "warning", "ok"];
      assert.deepEqual(severities, [...severities].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
      assert.equal(severities[0], "critical");
      await page.fill("#search", "dak lak");
      await page.waitForSelector('[data-part=endpoints] > li:only-child:has-text("Tỉnh Đắk Lắk")');
      await page.fill("#search", "");
      await page.check("text=Chỉ điểm cầu có vấn đề");
      const count = (severity) => page.locator(`[data-severity${severity}]`).count();
      await until(async () => (await count("=ok")) === 0 && (await count("")) >= 5, "only problems, and all of them");
    },
    { endpoints: 63 },
  ));

test("only pictures in sight are loaded, each at most every four seconds", () =>
  withPage(
    async ({ centre, url, page }) => {
      const started = performance.now();
      await logIn(page, url, "dung");
      const loaded = () => centre.requests.filter((line) => line.includes("/snapshots/"));
      await until(() => loaded().length >= 20, "pictures in sight");
      const reports = centre.rooms[0].seq;
      await until(() => centre.rooms[0].seq > reports + 5, "reports with new pictures");
      const perPicture = new Map();
      for (const line of loaded()) {
        const picture = line.split("?")[0];
        perPicture.set(picture, (perPicture.get(picture) ?? 0) + 1);
      }
      assert.ok(perPicture.size < 63, `${perPicture.size} pictures`);
      assert.ok(Math.max(...perPicture.values()) <= 1 + Math.ceil((performance.now() - started) / 4000));
    },
    { endpoints: 63 },
  ));

test("the keyboard alone leads into a room, and its name is told", () =>
  withPage(async ({ url, page }) => {
    await logIn(page, url, "dung");
    await page.focus("#search");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-part=detail] h1:focus");
    await until(async () => /^01 Thành phố Hà Nội/.test(await page.title()), "its name as the page's");
  }));

test("the picture is a new one with every snapshot, and the meter moves", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    const image = page.locator("[data-part=picture-camera] img");
    const first = await image.getAttribute("data-etag");
    const level = await page.locator("[data-part=media] [data-part=meter]").getAttribute("data-rms");
    await until(async () => (await image.getAttribute("data-etag")) !== first, "another picture");
    await until(() => image.evaluate((element) => element.complete && element.naturalWidth > 0), "it is shown");
    const moved = async () => (await page.locator("[data-part=media] [data-part=meter]").getAttribute("data-rms")) !== level;
    await until(moved, "another level");
  }));

test("both lines are shown, and which one carries the stream", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await says(page, "[data-part=path-1]", /^Đường chính.*127\.0\.0\.1:9000.*đang tải luồng$/s);
    await says(page, "[data-part=path-2]", /^Đường dự phòng.*127\.0\.0\.2:9000.*khứ hồi 46 ms, mất 0,0 %$/s);
  }));

test("the small picture is there, or gives way", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await says(
      page,
      "[data-part=small-picture]",
      /^Hình nhỏ.*đang gửi · 320×180, 10 hình\/giây, 148 kbps · trung tâm nhận 171 kbps, 2 nơi đang xem$/s,
    );
    centre.room("01").trouble = "uplink_congested";
    await page.waitForSelector("[data-part=small-picture] [data-state=too_narrow]");
    await says(page, "[data-part=small-picture]", /^Hình nhỏ.*tạm nhường đường cho luồng chính$/s);
  }));

test("a pushed line: on its way, applied, on the screen, in the history", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await page.fill("#maket-title-0", "HỘI NGHỊ TỔNG KẾT".normalize("NFD"));
    await page.click("[data-part=push]");
    await page.waitForSelector("[data-progress=applied][data-screen=shown]");
    await says(page, "[data-part=push-line]", /^v2 đã đẩy → đã áp dụng sau \d+ ms → ảnh màn hình mới lúc/);
    await page.waitForSelector('[data-part=history] tr[data-version="2"]:has-text("operator"):has-text("ms")');
    await says(page, "[data-part=versions]", /mong muốn v2 · đang chạy v2/);
    assert.equal(centre.room("01").versions[0].body.screen.maket.title[0], "HỘI NGHỊ TỔNG KẾT");
    assert.equal("uplink" in centre.room("01").versions[0].body, false);
    await page.waitForSelector('[data-part=differences]:has-text("đúng như cấu hình v2")');
  }));

test("Enter in a field pushes nothing", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await page.fill("#maket-heading", "NỬA CHỪNG");
    await page.press("#maket-heading", "Enter");
    await says(page, "[data-part=editor]", /Đã sửa 1 chỗ/);
    await asked(page);
    assert.ok(!centre.requests.some((line) => /^POST .*\/configs$/.test(line)));
    assert.equal(centre.room("01").versions.length, 1);
    await says(page, "[data-part=editor]", /Đã sửa 1 chỗ/);
  }));

test("a 400 marks the field it points to, typing takes the mark away", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    centre.refuseNextPush = { status: 400, code: "text_length", detail: "/body/screen/maket/title/1: 700 bytes" };
    await page.fill("#maket-title-1", "QUÁ DÀI");
    await page.click("[data-part=push]");
    await page.waitForSelector('[data-field="title/1"] input[aria-invalid=true]');
    await says(page, '[data-field="title/1"]', /dài quá/);
    await page.fill("#maket-title-1", "NGẮN");
    await page.waitForSelector('[data-field="title/1"] input[aria-invalid=false]');
  }));

test("a conflict keeps what was typed until the new version is asked for", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    const room = centre.room("01");
    await page.fill("#maket-heading", "CỦA TÔI");
    const others = structuredClone(room.versions[0].body);
    others.screen.maket.heading = "CỦA HOA";
    centre.push(room, others, "hoa");
    await page.waitForSelector('[data-part=newer]:has-text("hoa")');
    await page.click("[data-part=push]");
    await page.waitForSelector("[data-error=version_conflict]");
    assert.equal(await page.inputValue("#maket-heading"), "CỦA TÔI");
    await page.click("[data-error=version_conflict] button");
    await until(async () => (await page.inputValue("#maket-heading")) === "CỦA HOA", "the other's words");
    await page.waitForSelector("[data-error]", { state: "detached" });
  }));

test("a refusal by the room is told with its reason, and the old version runs on", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    centre.refuseNextApply = { reason: "config_text_invalid", detail: "/body/screen/maket/heading" };
    await page.fill("#maket-heading", "KHÔNG NHẬN");
    await page.click("[data-part=push]");
    await page.waitForSelector('[data-progress=refused]:has-text("Cấu hình có chữ không hợp lệ")');
    await page.waitForSelector('[data-part=versions].versions--apart:has-text("mong muốn v2 · đang chạy v1")');
    await page.waitForSelector("[data-difference=config]");
  }));

test("a version that does not work is on trial, then told as taken back", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    centre.tryNextApply = true;
    await page.fill("#maket-heading", "KHÔNG CHẠY");
    await page.click("[data-part=push]");
    await page.waitForSelector('[data-part=versions]:has-text("đang chạy v2 · đang thử")');
    centre.rollBack(centre.room("01"), "stream_stopped", "uplink_timeout");
    await page.waitForSelector('[data-progress=rolled_back]:has-text("đã trở về bản trước: luồng hình tiếng bị ngừng")');
    await page.waitForSelector('[data-part=rolled-back]:has-text("uplink_timeout")');
    await page.waitForSelector('[data-part=versions].versions--apart:has-text("mong muốn v2 · đang chạy v1")');
  }));

test("a push to a room that is away says so", () =>
  withPage(
    async ({ url, page, centre }) => {
      await openRoom(page, url, centre, "08");
      await says(page, "[data-part=detail]", /Điểm cầu đang ngoại tuyến/);
      await page.fill("#maket-heading", "SAU NÀY");
      await page.click("[data-part=push]");
      await page.waitForSelector('[data-progress=waiting]:has-text("sẽ áp dụng khi có liên lạc lại")');
    },
    { endpoints: 6 },
  ));

test("an older version's words are loaded into the editor", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    const old = await page.inputValue("#maket-heading");
    await page.fill("#maket-heading", "MỚI");
    await page.click("[data-part=push]");
    await page.waitForSelector("[data-progress=applied]");
    await page.click('[data-part=history] tr[data-version="1"] button');
    await until(async () => (await page.inputValue("#maket-heading")) === old, "the old heading");
  }));

test("the centre dies and comes back: the bar, old data that look old, nothing typed is lost", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await page.fill("#maket-heading", "ĐANG GÕ");
    centre.goDown();
    await page.waitForSelector('.lost-bar:has-text("Mất kết nối với trung tâm")');
    await page.waitForSelector(".picture__frame--stale", { timeout: 20_000 });
    await page.click("[data-part=push]");
    await page.waitForSelector('[data-error=unreachable]:has-text("vẫn còn")');
    centre.comeBack();
    await page.waitForSelector(".lost-bar", { state: "detached", timeout: 20_000 });
    await until(async () => (await page.locator(".picture__frame--stale").count()) === 0, "fresh pictures");
    assert.equal(await page.inputValue("#maket-heading"), "ĐANG GÕ");
  }));

test("a session that ended leads to the login and leaves nothing on the page", () =>
  withPage(async ({ url, page, centre }) => {
    await openRoom(page, url, centre, "01");
    await page.fill("#maket-heading", "MUỘN");
    await page.waitForSelector('[data-part=preview] img[alt*="MUỘN"]'); // else its preview could be what ends at the door
    centre.sessions.clear();
    await page.click("[data-part=push]");
    await page.waitForSelector('.login:has-text("Phiên làm việc đã hết")');
    assert.equal(await page.locator("[data-part=detail]").count(), 0);
  }));

test("English, remembered", () =>
  withPage(async ({ url, page }) => {
    await logIn(page, url, "dung");
    assert.equal(await page.getAttribute("html", "lang"), "vi");
    await page.click("button[lang=en]");
    await page.waitForSelector('html[lang=en] h1:has-text("Rooms")');
    await page.reload();
    await page.waitForSelector('html[lang=en] h1:has-text("Rooms")');
  }));

test("text from the network is text", () =>
  withPage(async ({ url, page, centre }) => {
    const evil = '<img src=x onerror="document.title=1"><b>';
    const room = centre.room("01");
    room.site = { code: "01", name: evil };
    room.refused = { version: 0, reason: evil, detail: evil, at: new Date().toISOString() };
    await openRoom(page, url, centre, "01");
    await says(page, "[data-part=detail] h1", /<img src=x onerror=/);
    await page.waitForSelector("[data-part=preview] img"); // the last part of the page that is drawn
    const pictures = await page.$$eval("[data-part=detail] img", (all) => all.map((one) => one.closest("[data-part]").dataset.part));
    assert.deepEqual(pictures, ["picture-camera", "picture-screen", "preview"]);
    assert.equal(await page.locator("[data-part=detail] h1 b").count(), 0);
    assert.match(await page.title(), /<img src=x onerror=/);
  }));

test("a centre of one room opens at it", () =>
  withPage(
    async ({ url, page }) => {
      await logIn(page, url, "dung");
      await page.waitForSelector('[data-part=detail] h1:has-text("Thành phố Hồ Chí Minh")');
      await page.click(".back");
      await page.waitForSelector("[data-part=endpoints]");
    },
    { endpoints: 1 },
  ));

for (const [name, viewport] of [["a phone", { width: 360, height: 740 }], ["a small desktop", { width: 1366, height: 768 }]]) {
  test(`nothing sticks out sideways on ${name}`, () =>
    withPage(
      async ({ url, page, centre }) => {
        const width = () => page.evaluate(() => document.documentElement.scrollWidth);
        await logIn(page, url, "dung");
        await page.waitForSelector("[data-part=endpoints] img");
        assert.equal(await width(), viewport.width);
        await page.goto(`${url}#/endpoints/${centre.room("08").id}`);
        await page.waitForSelector("[data-part=preview][data-busy=false]");
        assert.equal(await width(), viewport.width);
        await page.click("button[lang=en]");
        await page.waitForSelector("html[lang=en]");
        assert.equal(await width(), viewport.width);
      },
      { endpoints: 6, page: { viewport } },
    ));
}

test("the check for real centres passes on this one", () =>
  withPage(
    async ({ url }) => {
      const script = fileURLToPath(new URL("console.mjs", import.meta.url));
      const run = await promisify(execFile)(process.execPath, [script, "--url", url, "--password", "dung"]);
      const measured = JSON.parse(run.stdout);
      assert.equal(measured.version, "2");
      assert.ok(measured.push_applied_ms >= 59); // a timer of 60 ms rings at 59 by the clock of the day
    },
    { endpoints: 1 },
  ));

test("a draft goes out as a file, and comes back signed", () =>
  withPage(async ({ centre, url, page }) => {
    await openRoom(page, url, centre, "01");
    const said = (pattern) => says(page, "[data-part=offline-said]", pattern);
    await page.click("[data-part=offline] summary");
    assert.equal(await page.locator("[data-part=offline-export]").isDisabled(), true);
    await page.fill("#maket-title-0", "BẢN KÝ NGOÀI");
    await page.check("[data-part=offline] input[type=checkbox]");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-part=offline-export]")]);
    const draft = JSON.parse(readFileSync(await download.path(), "utf8"));
    const { body, override } = JSON.parse(Buffer.from(draft.payload, "base64").toString());
    assert.equal(override, true);
    assert.equal(body.screen.maket.title[0], "BẢN KÝ NGOÀI");
    await said(/giữ như bí mật/);

    const bring = (envelope) =>
      page.setInputFiles("[data-part=offline-import]", {
        name: "signed.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify(envelope)),
      });
    await bring(draft);
    await said(/chưa đủ chữ ký/);
    await bring({ ...draft, signatures: [{ keyid: "", sig: "" }] });
    await said(/Đã nhập và đẩy v\d+/);
    assert.equal(centre.room("01").versions[0].body.screen.maket.title[0], "BẢN KÝ NGOÀI");
  }));
