// SPDX-License-Identifier: Apache-2.0
// Camera, microphone and encoder on the page in a real browser: what a room reports of them, and how they are
// chosen, set and pushed.
import assert from "node:assert/strict";
import test from "node:test";

import { withPage } from "./bench.mjs";
import { logIn, reads, until } from "./browser.mjs";

// The page at the first room of a centre; `story` may change the room before.
function withRoom(body, { story, page: pageOptions } = {}) {
  return withPage(
    async ({ centre, url, page }) => {
      const room = centre.room("01");
      story?.(room);
      await logIn(page, url, "dung");
      await page.goto(`${url}#/endpoints/${room.id}`);
      await page.waitForSelector("[data-part=sources]");
      await body({ centre, room, page, newest: () => room.versions[0].body });
    },
    { endpoints: 2, page: pageOptions },
  );
}

const says = (page, part, pattern) => reads(page.locator(`[data-part=${part}]`), pattern);
const pushAndWait = async (page, version) => {
  await page.click("[data-part=push]");
  await page.waitForSelector(`[data-progress=applied][data-version="${version}"]`);
};

test("the room tells which camera, microphone and encoder are at work, and why", () =>
  withRoom(async ({ page }) => {
    await says(page, "camera", /HD Pro Webcam C920 · cổng USB 1-1\.2 · đang chạy/);
    await says(page, "captured", /MJPG · 1280×720 · \d\d,\d hình\/giây\s+mong muốn: 1280×720 · 30 hình\/giây/);
    assert.equal(await page.locator("[data-part=signal]").count(), 0);
    await says(page, "microphone", /USB Audio · cổng USB 1-1\.3[^]*48 kHz · mono · lệch nhịp 12,5 ppm[^]*âm lượng 74 % · 18,5 dB/);
    await says(page, "encoder", /x264 \(phần mềm\)[^]*mong muốn: tự chọn · thử mất 412 ms, mỗi hình trễ 4,5 ms/);
    assert.equal(await page.locator("[data-part=step]").count(), 0);
    await says(page, "passed-over", /v4l2: máy không có\s+no encoder in \/dev\s+vaapi: quá chậm khi thử/);
    await page.click("button[lang=en]");
    await page.waitForSelector('[data-part=passed-over]:has-text("the machine has none")');
  }));

test("an HDMI input without a signal says so where the camera stands", () =>
  withRoom(
    async ({ page }) => {
      await says(page, "signal", /có cáp nhưng không có tín hiệu/);
      await says(page, "camera", /đang dùng tín hiệu thay thế/);
      await page.waitForSelector('[data-condition=camera_no_signal]:has-text("Bật nguồn của máy phát hình")');
    },
    { story: (room) => { room.trouble = "camera_no_signal"; } },
  ));

test("what the line's weakness costs stands where the picture's encoder does", () =>
  withRoom(
    async ({ page }) => {
      await says(page, "step", /^Theo đường truyền: ít hình mỗi giây hơn$/);
      await says(page, "carries", /1\.700 kbps, hình và tiếng/);
      await page.click("button[lang=en]");
      await page.waitForSelector('[data-part=step]:has-text("fewer pictures a second")');
    },
    { story: (room) => { room.trouble = "uplink_congested"; } },
  ));

test("a room of an older version is shown with what it tells, and can still be changed", () =>
  withRoom(
    async ({ page, newest }) => {
      await says(page, "captured", /1280×720 · \d\d,\d hình\/giây/);
      await says(page, "encoder", /^Mã hóa hình\s+x264 \(phần mềm\) · 1280×720$/);
      await says(page, "sources", /chưa báo có những thiết bị nào/);
      assert.equal(await page.locator("[data-part=controls]").count(), 0);
      await page.selectOption("#source-camera-source", "pattern");
      await pushAndWait(page, 2);
      assert.equal(newest().camera.source, "pattern");
    },
    { story: (room) => { room.trouble = "older"; } },
  ));

test("conditions and words that the page does not know are told by their names", () =>
  withRoom(
    async ({ page }) => {
      await page.waitForSelector('[data-condition=camera_upside_down]:has-text("chưa có lời giải thích: camera_upside_down")');
    },
    { story: (room) => { room.refused = { version: 0, reason: "camera_upside_down", detail: "", at: new Date().toISOString() }; } },
  ));

test("another camera and the muted microphone go to the room with the makét's words, in one push", () =>
  withRoom(async ({ page, newest }) => {
    await page.fill("#maket-heading", "LỄ TỔNG KẾT");
    await page.selectOption("#source-camera-source", { label: "HDMI Capture · theo cổng USB 2-1" });
    await page.check("#source-microphone-muted");
    await page.fill("#source-microphone-volume_percent", "60");
    await page.selectOption("#source-video-encoder", "x264");
    await page.uncheck("#source-video-small_picture");
    await says(page, "push-bar", /Đã sửa 6 chỗ/);
    await pushAndWait(page, 2);
    const body = newest();
    assert.equal(body.screen.maket.heading, "LỄ TỔNG KẾT");
    assert.equal(body.camera.source, "usb:2-1");
    assert.deepEqual(body.microphone, { source: "auto", muted: true, volume_percent: 60 });
    assert.equal(body.video.encoder, "x264");
    assert.equal(body.video.small_picture, false);
    await page.waitForSelector('[data-part=camera]:has-text("HDMI Capture")');
    // It gives 25 pictures a second, 30 were asked for.
    await page.waitForSelector('[data-difference=camera_fps]:has-text("25")');
  }));

test("the scene, the display it is shown on and the fading are pushed, and the screen follows", () =>
  withRoom(async ({ page, newest }) => {
    assert.deepEqual(await page.locator("#source-screen-connector option").allInnerTexts(),
      ["mọi màn hình được nối", "HDMI-A-1 · Samsung LU28R55 · 1920×1080", "HDMI-A-2 · không có màn hình"]);
    await page.getByLabel("Cảnh").selectOption({ label: "màn hình trống" });
    await page.selectOption("#source-screen-connector", "HDMI-A-1");
    await page.getByLabel("Chuyển hình").selectOption({ label: "mờ dần trong 0,4 giây" });
    await says(page, "push-bar", /Đã sửa 3 chỗ/);
    await pushAndWait(page, 2);
    const { scene, connector, fade_ms: fade, maket } = newest().screen;
    assert.deepEqual({ scene, connector, fade }, { scene: "blank", connector: "HDMI-A-1", fade: 400 });
    assert.equal(maket.template, "co-dien");  // waits there for later
    await page.waitForSelector("[data-screen=shown]");
  }));

test("a push of sources alone does not wait for a picture of the screen", () =>
  withRoom(async ({ page }) => {
    await page.selectOption("#source-audio-channels", "2");
    await pushAndWait(page, 2);
    await says(page, "push-line", /^\s*v2 đã đẩy → đã áp dụng sau \d+ ms\s*$/);
  }));

test("the camera's settings: a slider by keyboard, a menu, an exact value, and the way back", () =>
  withRoom(async ({ page, newest }) => {
    await page.focus("[data-part=controls] summary");
    await page.keyboard.press("Enter");
    const slider = page.getByRole("slider", { name: "Độ sáng" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await until(async () => (await page.inputValue("#source-camera-controls-brightness")) === "129", "one step more");
    await page.getByLabel("Chống nháy đèn").selectOption({ label: "50 Hz" });
    await page.getByRole("spinbutton", { name: "Thu phóng" }).fill("9000");
    await says(page, "controls", /Ngoài khoảng của thiết bị/);
    assert.deepEqual(await page.locator("#source-camera-controls-auto_exposure option").allInnerTexts(),
      ["Không đặt (đang là Tự động, giữ khẩu độ)", "Chỉnh tay", "Tự động, giữ khẩu độ"]);
    await pushAndWait(page, 2);
    const controls = [{ name: "brightness", value: 129 }, { name: "power_line_frequency", value: 1 },
      { name: "zoom_absolute", value: 9000 }];
    assert.deepEqual(newest().camera.controls, controls);
    await page.waitForSelector('[data-difference=control]:has-text("Thu phóng"):has-text("9000"):has-text("500")');
    await page.getByRole("button", { name: "Không đặt: Thu phóng" }).click();
    await pushAndWait(page, 3);
    assert.deepEqual(newest().camera.controls, controls.slice(0, 2));
  }));

test("a wish for a setting that the camera does not have can be taken back", () =>
  withRoom(
    async ({ page, newest }) => {
      await page.waitForSelector('[data-field="camera/controls/iris_absolute"]:has-text("Camera đang dùng không có mục này")');
      await page.getByRole("button", { name: "Không đặt: iris_absolute" }).click();
      await pushAndWait(page, 2);
      assert.deepEqual(newest().camera.controls, []);
    },
    { story: (room) => { room.versions[0].body.camera = { source: "auto", controls: [{ name: "iris_absolute", value: 4 }] }; } },
  ));

test("a camera that was chosen but is not there stays the choice, and the difference is told", () =>
  withRoom(
    async ({ page }) => {
      await until(async () => (await page.inputValue("#source-camera-source")) === "name:Máy quay họp", "the choice");
      await reads(page.locator("#source-camera-source option:checked"), /name:Máy quay họp \(chưa thấy\)/);
      await reads(page.locator("[data-difference=camera]"), /name:Máy quay họp\s+–/);
    },
    { story: (room) => { room.versions[0].body.camera = { source: "name:Máy quay họp" }; } },
  ));

test("what was chosen survives reports, another's push and a refusal that marks its field", () =>
  withRoom(async ({ centre, room, page }) => {
    await page.fill("#source-microphone-volume_percent", "150");
    const others = structuredClone(room.versions[0].body);
    others.screen.maket.heading = "CỦA HOA";
    centre.push(room, others, "hoa");
    await page.waitForSelector('[data-part=newer]:has-text("hoa")');
    const shown = () => page.locator("[data-part=picture-camera] img").getAttribute("data-etag");
    const etag = await shown();
    await until(async () => (await shown()) !== etag, "what was reported since");
    assert.equal(await page.inputValue("#source-microphone-volume_percent"), "150");
    centre.refuseNextPush = { status: 400, code: "value_out_of_range", detail: "/microphone/volume_percent: 150" };
    await page.click("[data-part=push]");
    await page.waitForSelector("#source-microphone-volume_percent[aria-invalid=true]");
    await reads(page.locator('[data-field="microphone/volume_percent"]'), /ngoài giới hạn/);
    assert.equal(await page.inputValue("#source-microphone-volume_percent"), "150");
  }));

test("a refused setting is opened to be seen", () =>
  withRoom(async ({ centre, page }) => {
    await page.click("[data-part=controls] summary");
    await page.fill("#source-camera-controls-brightness", "99999999999");
    await page.click("[data-part=controls] summary");
    await page.waitForSelector("#source-camera-controls-brightness", { state: "hidden" });
    centre.refuseNextPush = { status: 400, code: "value_out_of_range", detail: "/camera/controls/0/value" };
    await page.click("[data-part=push]");
    await page.waitForSelector("#source-camera-controls-brightness[aria-invalid=true]", { state: "visible" });
  }));

for (const width of [360, 1366]) {
  test(`every field has its name, none sticks out, and the bar is in sight at ${width} pixels`, () =>
    withRoom(
      async ({ page }) => {
        await page.click("[data-part=controls] summary");
        const nameless = await page.$$eval("[data-part=sources] :is(input, select, button)", (fields) =>
          fields.filter((field) => !field.labels?.length && !field.ariaLabel).map((field) => field.outerHTML));
        assert.deepEqual(nameless, []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await page.waitForSelector("[data-part=preview][data-busy=false]"); // it takes its place above
        await page.focus("#source-microphone-source");
        const seen = await page.evaluate(() => {
          const box = document.activeElement.getBoundingClientRect();
          const bar = document.querySelector("[data-part=push-bar]").getBoundingClientRect();
          return { below: bar.top - box.bottom, inside: window.innerHeight - bar.bottom };
        });
        assert.ok(seen.below >= 0 && seen.inside >= 0, JSON.stringify(seen));
      },
      { page: { viewport: { width, height: 740 } } },
    ));
}
