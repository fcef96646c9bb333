// SPDX-License-Identifier: Apache-2.0
// A room that is not as it should be is seen, and one that is raises no false alarm.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { body, sampleEndpoint } from "./sample_endpoint.mjs";

const { differencesOf } = await load("differences.js");

const kinds = (endpoint, wanted = body) => differencesOf(endpoint, wanted).map(({ kind }) => kind);

function changed(change) {
  const endpoint = sampleEndpoint();
  change(endpoint);
  return endpoint;
}

test("a room as it should be, whatever camera \"auto\" found and wherever lines broke", () => {
  assert.deepEqual(kinds(sampleEndpoint()), []);
});

test("a template that sets text in capitals makes no difference", () => {
  const endpoint = changed(({ status }) => {
    status.screen.rendered.lines = status.screen.rendered.lines.map((line) => line.toLocaleUpperCase("vi"));
  });
  assert.deepEqual(kinds(endpoint), []);
});

test("one wrong mark on the screen is seen", () => {
  const endpoint = changed(({ status }) => {
    status.screen.rendered.lines[1] = "HỌI NGHỊ";
  });
  assert.deepEqual(kinds(endpoint), ["screen_words"]);
});

test("a version on its way is one difference, not ten", () => {
  assert.deepEqual(kinds(changed(({ desired }) => { desired.version = 4; })), ["config"]);
});

test("the screen that lags behind, the scene, sizes, sources, mute and frame rate", () => {
  const endpoint = changed(({ status }) => {
    Object.assign(status.screen, { config_version: 2, scene: "setup" });
    status.screen.rendered.height = 720;
    status.capture.microphone.muted = true;
    Object.assign(status.encode.video, { height: 360, fps: 26 });
  });
  const wanted = { ...body, camera: { source: "v4l2:/dev/video0" } };
  assert.deepEqual(kinds(endpoint, wanted),
    ["screen_version", "scene", "screen_size", "camera", "muted", "video_size", "fps"]);
});

test("a part that did not report is no difference", () => {
  const endpoint = changed(({ status }) => {
    delete status.screen;
    delete status.capture;
    delete status.encode;
  });
  assert.deepEqual(kinds(endpoint), []);
  assert.deepEqual(kinds({ ...endpoint, status: null }), []);
});
