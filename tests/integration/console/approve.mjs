// SPDX-License-Identifier: Apache-2.0
// An operator approves a new box on the page of a real centre: finds its code, chooses the site, presses the button.
//
//   node tests/integration/console/approve.mjs --url URL --password WORD --code XXXX-XXXX --site CODE
//        [--replaces ID] [--screenshot FILE]
//
// --replaces: the box that the page must name as the one to be revoked; its card must go. The screenshot is made before
// the button is pressed. Exits 0, or says what failed and exits 1.
import { parseArgs } from "node:util";

import { launch, logIn, openPage, reads, until } from "./browser.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    password: { type: "string" },
    code: { type: "string" },
    site: { type: "string" },
    replaces: { type: "string" },
    screenshot: { type: "string" },
  },
});

function check(holds, what) {
  if (!holds) throw new Error(what);
}

async function approve(page) {
  await logIn(page, options.url, options.password);
  // A centre of one room opens at it.
  await page.locator("[data-part=count-waiting] a").click();
  const box = page.locator(`[data-box="${options.code}"]`);
  await box.waitFor();
  await box.locator("select").selectOption(options.site);
  await box.locator("[data-part=approve]:enabled").waitFor();
  const warning = box.locator("[data-part=replaces]");
  if (options.replaces) {
    await reads(warning, new RegExp(options.replaces)); // the box that will be revoked
  } else {
    check((await warning.count()) === 0, "nobody is replaced");
  }
  if (options.screenshot) await page.screenshot({ path: options.screenshot, fullPage: true });
  await box.locator("[data-part=approve]").click();
  await until(async () => (await page.locator(`[data-box="${options.code}"]`).count()) === 0, "the box no longer waits");
  if (!options.replaces) return;
  await until(async () => (await page.locator(`[data-endpoint="${options.replaces}"]`).count()) === 0, "its card is gone");
}

const browser = await launch();
const { page, faults } = await openPage(browser);
let code = 0;
try {
  await approve(page);
  check(faults.length === 0, `faults of the page: ${faults.join("; ")}`);
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  code = 1;
}
await browser.close();
process.exit(code);
