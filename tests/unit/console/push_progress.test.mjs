// SPDX-License-Identifier: Apache-2.0
// The way of a push is told from what was observed, never from what was sent.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { sampleEndpoint } from "./sample_endpoint.mjs";

const { progressOf } = await load("push_progress.js");

const pushed = { version: 4, atMs: 0, screenEtag: '"s1"', changesScreen: true };

function endpoint({ desired = 4, running = 3, screen = 3, appliedAt = null, etag = '"s1"', refused, ...config } = {}) {
  const sample = sampleEndpoint();
  Object.assign(sample.desired, { version: desired, applied_at: appliedAt, applied_after_ms: appliedAt ? 412 : null });
  Object.assign(sample.status.config, { version: running, refused, ...config });
  sample.status.screen.config_version = screen;
  sample.snapshots.screen = { etag, taken_at: "2022-07-15T01:00:02.000Z" };
  return sample;
}

const appliedAt = "2022-07-15T01:00:01.000Z";

test("pushed, not seen in force", () => {
  assert.deepEqual(progressOf(pushed, endpoint({ desired: 3 })), { kind: "waiting", online: true });
  assert.deepEqual(progressOf(pushed, { ...endpoint(), online: false }), { kind: "waiting", online: false });
});

test("applied, then on the screen, then seen in its new picture", () => {
  const screens = [{}, { screen: 4 }, { screen: 4, etag: '"s2"' }].map((more) =>
    progressOf(pushed, endpoint({ running: 4, appliedAt, ...more })),
  );
  assert.deepEqual(screens.map(({ kind }) => kind), ["applied", "applied", "applied"]);
  assert.deepEqual(screens.map(({ screen }) => screen.kind), ["process", "picture", "shown"]);
  assert.equal(screens[0].afterMs, 412);
});

test("a picture that changed before the screen took the version is not its picture", () => {
  assert.equal(progressOf(pushed, endpoint({ running: 4, appliedAt, etag: '"s2"' })).screen.kind, "process");
});

test("refused, with the reason; another version's refusal is not this one's", () => {
  const refused = { version: 4, reason: "config_expired", detail: "", at: appliedAt };
  assert.equal(progressOf(pushed, endpoint({ refused })).refused.reason, "config_expired");
  assert.equal(progressOf(pushed, endpoint({ refused: { ...refused, version: 2 } })).kind, "waiting");
});

test("on trial, then committed or taken back", () => {
  const trial = (on_trial) => progressOf(pushed, endpoint({ running: 4, appliedAt, on_trial })).onTrial;
  assert.deepEqual([trial(true), trial(false)], [true, false]);
  const rolled_back = { version: 4, reason: "stream_stopped", detail: "", at: appliedAt };
  assert.equal(progressOf(pushed, endpoint({ appliedAt, rolled_back })).kind, "rolled_back");
  assert.equal(progressOf(pushed, endpoint({ rolled_back: { ...rolled_back, version: 3 } })).kind, "waiting");
});

test("replaced by someone's newer version", () => {
  assert.deepEqual(progressOf(pushed, endpoint({ desired: 5 })), { kind: "superseded", by: 5 });
});

test("no report yet", () => {
  assert.equal(progressOf(pushed, { ...endpoint(), status: null }).kind, "waiting");
});

test("a push that leaves the screen alone waits for no picture of it", () => {
  const progress = progressOf({ ...pushed, changesScreen: false }, endpoint({ running: 4, appliedAt }));
  assert.equal(progress.kind, "applied");
  assert.deepEqual(progress.screen, { kind: "same" });
});
