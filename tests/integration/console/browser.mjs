// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium for the tests of the page. Whatever the page throws or its security policy forbids is kept.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../centre/console/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const switches = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const slowed = Number(process.env.SLOWED ?? 1);

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: switches });
}

// Pages that were given back, by their options. A new one takes a new process of the browser, and so a second.
const spare = new Map();

async function newPage(browser, options) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    ignoreHTTPSErrors: true,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  if (slowed > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowed });
  return page;
}

// Leaves nothing on it of what was done: it is as new, or gone.
async function giveBack(page, key) {
  page.removeAllListeners("pageerror");
  page.removeAllListeners("console");
  try {
    await page.evaluate(() => localStorage.clear());
    await page.goto("about:blank");
    await page.mouse.move(0, 0);
    await page.context().clearCookies();
    spare.set(key, page);
  } catch {
    await page.context().close();
  }
}

// A page of its own, without cookies, until `close`. `faults` fills with what must never happen.
export async function openPage(browser, options = {}) {
  const key = JSON.stringify(options);
  const page = spare.get(key) ?? (await newPage(browser, options));
  spare.delete(key);
  const faults = [];
  page.on("pageerror", (thrown) => faults.push(String(thrown)));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/.test(message.text())) faults.push(message.text());
  });
  return { page, faults, close: () => giveBack(page, key) };
}

export async function logIn(page, url, password) {
  await page.goto(url);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector('.frame[data-link="live"]');
}

// Waits until `look` answers something else than null, undefined or false, and answers with that. `what`: in words, or what
// tells it when the time is over.
export async function until(look, what, ms = 10_000) {
  const end = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${typeof what === "function" ? what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// Waits until the words there match.
export async function reads(place, pattern) {
  let words;
  const look = async () => {
    words = await place.innerText();
    return pattern.test(words);
  };
  await until(look, () => `${pattern} in ${JSON.stringify(words)}`);
}
