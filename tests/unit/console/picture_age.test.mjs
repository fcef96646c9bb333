// SPDX-License-Identifier: Apache-2.0
// A backdrop that stands still for hours is not old news; a screen that nobody vouches for is.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { sampleEndpoint } from "./sample_endpoint.mjs";

const { pictureAge } = await load("picture_age.js");

const takenAt = "2022-07-15T00:10:00.000Z";
const reportedAt = "2022-07-15T01:00:00.000Z";

function endpoint(state, lastSeen = reportedAt) {
  const sample = sampleEndpoint();
  const picture = { etag: "a", taken_at: takenAt };
  sample.status.screen.scanned_out.state = state;
  return { ...sample, last_seen: lastSeen, snapshots: { camera: picture, screen: picture } };
}

test("a camera's picture is of its moment", () => {
  assert.deepEqual(pictureAge(endpoint("yes"), "camera"), { takenAt, checkedAt: takenAt });
});

test("the screen's picture holds while the room vouches for it", () => {
  assert.deepEqual(pictureAge(endpoint("yes"), "screen"), { takenAt, checkedAt: reportedAt });
});

test("what is not vouched for is as old as it is", () => {
  for (const state of ["unknown", "no"]) {
    assert.deepEqual(pictureAge(endpoint(state), "screen"), { takenAt, checkedAt: takenAt });
  }
  const away = endpoint("yes");
  delete away.status.screen;
  assert.equal(pictureAge(away, "screen").checkedAt, takenAt);
});

test("a report from before the picture says nothing of it", () => {
  assert.equal(pictureAge(endpoint("yes", "2022-07-15T00:09:59.000Z"), "screen").checkedAt, takenAt);
});

test("no picture, no age", () => {
  assert.equal(pictureAge({ ...sampleEndpoint(), snapshots: { camera: null, screen: null } }, "screen"), null);
});
