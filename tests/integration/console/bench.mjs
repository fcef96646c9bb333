// SPDX-License-Identifier: Apache-2.0
// A mock centre and its page in Debian's Chromium, new for each test; the browser is the same for a file of them.
// CONSOLE_PAGE names the folder of the built page; SCREENSHOTS, if set, where pictures of it go. SLOWED, if set, by how much
// the browser is slower than the machine; requests then take up to 200 ms too. To find what a test does not wait for.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";

import { launch, logIn, openPage, slowed } from "./browser.mjs";
import { MockCentre } from "./mock_centre.mjs";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

// A centre and a page, both gone at the end; nothing forbidden may have happened on the page. `page`: what the browser
// is told of it; the other options are the centre's.
export async function withPage(body, { page: pageOptions, ...options } = {}) {
  const centre = new MockCentre({ endpoints: 3, consoleDir: process.env.CONSOLE_PAGE, applyMs: 60, reportMs: 300, lateMs: slowed > 1 ? 200 : 0, ...options });
  const url = await centre.listen();
  const { page, faults, close } = await openPage(browser, pageOptions);
  try {
    await body({ centre, url, page });
    assert.deepEqual(faults, []);
  } finally {
    await close();
    await centre.close();
  }
}

// The same with somebody logged in.
export function withOperator(body, options) {
  return withPage(async (at) => {
    await logIn(at.page, at.url, "dung");
    await body(at);
  }, options);
}

// Waits until all that the page asked for before has come to the centre: what has not come by then was not asked for.
export function asked(page) {
  return page.evaluate(async () => void (await fetch("/api/v1/session")));
}

export async function picture(page, name, fullPage = true) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage });
}
