// SPDX-License-Identifier: Apache-2.0
// A push to all rooms whose key is not at the centre, as people do it: on the page of a real centre the file goes out,
// the command line signs it, the page takes it back, and the rooms get it.
//
//   node tests/integration/console/sign_rollout.mjs --url URL --password WORD --room ID --texts TABLE
//        --signer PROGRAM --key FILE --work DIR [--screenshot FILE]
//
// The heading is pushed as "CHÀO ${khach}"; TABLE has the rooms' texts. Ends when all rooms have it, and prints what the
// signer told. The rooms are the caller's.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

import { launch, logIn, openPage } from "./browser.mjs";

const names = ["url", "password", "room", "texts", "signer", "key", "work", "screenshot"];
const { values: options } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });

const browser = await launch();
const { page, faults } = await openPage(browser);
let code = 0;
try {
  await logIn(page, options.url, options.password);
  await page.goto(`${options.url}#/endpoints/${options.room}`);
  await page.waitForSelector("#maket-heading");
  await page.fill("#maket-heading", "CHÀO ${khach}");
  await page.click("[data-part=rollout-start] summary");
  await page.fill("#rollout-texts", options.texts);
  await page.fill("[data-part=rollout-first]", "1");

  // The centre's own key is not enough.
  await page.click("[data-part=rollout-begin]");
  await page.waitForSelector("[data-error=signature_missing]");

  await page.click("[data-part=rollout-offline] summary");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-part=rollout-offline-export]")]);
  const draft = join(options.work, "rollout-draft.json");
  const signed = join(options.work, "rollout-signed.json");
  await download.saveAs(draft);
  const run = await promisify(execFile)(options.signer, ["sign", "--key", options.key, "--in", draft, "--out", signed]);
  await page.setInputFiles("[data-part=rollout-offline-import]", signed);
  await page.waitForSelector("[data-part=rollout][data-state=done]", { timeout: 120_000 });
  if (faults.length > 0) throw new Error(`faults of the page: ${faults.join("; ")}`);
  console.log(run.stdout);
} catch (thrown) {
  console.error(thrown);
  code = 1;
} finally {
  if (options.screenshot) await page.screenshot({ path: options.screenshot, fullPage: true }).catch(() => {});
  await browser.close();
}
process.exitCode = code;
