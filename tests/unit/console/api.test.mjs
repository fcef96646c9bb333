// SPDX-License-Identifier: Apache-2.0
// How long the page waits for the centre.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { Api } = await load("api.js");

// What the call lets pass before it gives up, in milliseconds.
async function patience(t, call) {
  const given = t.mock.method(AbortSignal, "timeout", () => new AbortController().signal);
  await call(new Api("/api/v1", () => Promise.reject(new Error("no line"))));
  return given.mock.calls[0].arguments[0];
}

test("a question is given up after ten seconds", async (t) => {
  assert.equal(await patience(t, (api) => api.endpoints()), 10_000);
});

test("a large picture has the time that a slow line needs for it", async (t) => {
  const picture = new Blob([new Uint8Array(8 * 1024 * 1024)]);
  const ms = await patience(t, (api) => api.storePicture(picture));
  assert.ok(ms > 120_000 && ms < 300_000, `${ms} ms`);
  assert.ok((await patience(t, (api) => api.importRollout("x".repeat(1_000_000)))) > 20_000);
});
