// SPDX-License-Identifier: Apache-2.0
// The page as people use it, on a real centre with a real endpoint: log in, see the room live, change a line of
// the makét and the encoder, push both, see them applied and on the screen.
//
//   node tests/integration/console/console.mjs --url URL --password WORD [--site CODE] [--title LINE]
//        [--bound-ms N] [--steady-sound] [--screenshot FILE]
//
// Prints one line of JSON with what was measured and exits 0; or says what failed and exits 1. The screenshot is
// made either way. --bound-ms (default 5000): how long from the button to "applied" on the page. --steady-sound:
// the microphone is a constant tone, whose level may stand still.
import { parseArgs } from "node:util";

import { launch, logIn, openPage, until } from "./browser.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    password: { type: "string" },
    site: { type: "string", default: "79" },
    title: { type: "string", default: `KIỂM TRA ĐẨY CẤU HÌNH LÚC ${new Date().toISOString().slice(11, 19)}` },
    "bound-ms": { type: "string", default: "5000" },
    "steady-sound": { type: "boolean", default: false },
    screenshot: { type: "string" },
  },
});
const boundMs = Number(options["bound-ms"]);

function check(holds, what) {
  if (!holds) throw new Error(what);
}

async function openRoom(page) {
  const card = page.locator(`[data-part=endpoints] > li:has(h2 .quiet:text-is("${options.site}"))`);
  const detail = page.locator("[data-part=detail] h1");
  await until(async () => (await card.count()) > 0 || (await detail.count()) > 0, "the room on the page", 20_000);
  if ((await detail.count()) === 0) await card.locator("h2 a").click();
  await page.waitForSelector("[data-part=online][data-online=true]", { timeout: 20_000 });
}

// The etag of a picture that the browser has really drawn.
function drawnPicture(page, kind) {
  return page.evaluate((name) => {
    const image = document.querySelector(`[data-part=picture-${name}] img`);
    return image?.complete && image.naturalWidth > 0 ? image.dataset.etag : null;
  }, kind);
}

async function watchLiveFigures(page) {
  const picture = await until(() => drawnPicture(page, "camera"), "a picture of the camera", 15_000);
  const changed = async () => {
    const now = await drawnPicture(page, "camera");
    return now !== null && now !== picture;
  };
  await until(changed, "another picture of the camera", 5_000);
  const words = (part) => page.locator(`[data-part=${part}]`).innerText();
  const level = () => page.locator("[data-part=media] [data-part=meter]").getAttribute("data-rms");
  let sound;
  await until(async () => Number((sound = await level()) ?? NaN) > -90, () => `sound, not ${sound} dBFS`, 6_000);
  if (!options["steady-sound"]) await until(async () => (await level()) !== sound, "the meter moves", 6_000);
  const rateOfPictures = async () => Number((await words("fps")).replace(",", ".").match(/[\d.]+/)?.[0]);
  await until(async () => (await rateOfPictures()) > 5, "a frame rate", 10_000);
  const rate = await words("bitrate");
  await until(async () => (await words("bitrate")) !== rate, "the bit rate moves", 6_000);
  await until(async () => /đã kết nối/.test(await words("uplink")), "the uplink is connected", 10_000);
  await page.waitForSelector("[data-part=recording] [data-state=writing]", { timeout: 10_000 });
  return { rate, fps: await words("fps") };
}

async function pushTitle(page) {
  await page.waitForSelector("#maket-title-0");
  const before = await until(() => drawnPicture(page, "screen"), "a picture of the screen", 15_000);
  await page.fill("#maket-title-0", options.title);
  await page.selectOption("#maket-template", "xanh");
  await page.selectOption("#source-video-encoder", "x264");
  const pressed = performance.now();
  await page.click("[data-part=push]");
  await page.waitForSelector("[data-progress=applied]", { timeout: boundMs });
  const clickToApplied = Math.round(performance.now() - pressed);
  await page.waitForSelector("[data-screen=shown]", { timeout: 10_000 });
  const fresh = async () => {
    const now = await drawnPicture(page, "screen");
    return now !== null && now !== before;
  };
  await until(fresh, "the new picture of the screen");
  const clickToPicture = Math.round(performance.now() - pressed);
  const steps = page.locator("[data-progress=applied]");
  const version = await steps.getAttribute("data-version");
  const proved = async () => {
    const text = await page.locator("[data-part=proof]").innerText();
    const words = text.toLocaleUpperCase("vi").includes(options.title.toLocaleUpperCase("vi"));
    return words && text.includes(`v${version}`);
  };
  await until(proved, `the new words among those on the screen, of v${version}`);
  const newest = page.locator(`[data-part=maket] h2:has-text("v${version}")`);
  await newest.waitFor({ timeout: 10_000 });
  check((await page.inputValue("#source-video-encoder")) === "x264", "the encoder's wish came back with the new version");
  await until(async () => (await page.locator("[data-difference=encoder]").count()) === 0, "the encoder is the wished one");
  const applied = await steps.getAttribute("data-applied-ms");
  return { version, push_applied_ms: applied === null ? null : Number(applied), click_to_applied_ms: clickToApplied,
    click_to_picture_ms: clickToPicture };
}

async function readHistory(page, version) {
  const row = page.locator(`[data-part=history] tr[data-version="${version}"]`);
  await until(async () => /\d ms/.test((await row.count()) > 0 ? await row.innerText() : ""), "the row of the history");
  return (await row.innerText()).replace(/\s+/g, " ").trim();
}

check(options.url && options.password, "--url and --password are needed");
const browser = await launch();
const { page, faults } = await openPage(browser);
let code = 0;
try {
  await logIn(page, options.url, options.password);
  await openRoom(page);
  const live = await watchLiveFigures(page);
  const push = await pushTitle(page);
  const history = await readHistory(page, push.version);
  check(faults.length === 0, `faults of the page: ${faults.join("; ")}`);
  console.log(JSON.stringify({ ...push, ...live, history }));
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  code = 1;
}
if (options.screenshot) {
  // A window as high as the page: the bar that stays in sight stands where it belongs.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 1366, height });
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: options.screenshot, fullPage: true });
}
await browser.close();
process.exit(code);
