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
  const wanted = { ...body, camera: { source: "pattern" } };
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

function camera(change) {
  return changed(({ status }) => change(status.capture.camera));
}

test("another camera than the wished one is seen, by its name", () => {
  const wanted = { ...body, camera: { source: "name:HDMI Capture" } };
  const endpoint = camera((observed) => { observed.source = "name:HDMI Capture"; });
  assert.deepEqual(differencesOf(endpoint, wanted),
    [{ kind: "camera", desired: "name:HDMI Capture", observed: "HD Pro Webcam C920" }]);
});

test("no camera at all in place of the wished one; its settings are not listed one by one", () => {
  const endpoint = camera((observed) => {
    Object.assign(observed, { source: "usb:9-9", state: "replaced", controls: [] });
    for (const device of observed.devices) device.chosen = false;
  });
  const wanted = { ...body, camera: { ...body.camera, source: "usb:9-9" } };
  assert.deepEqual(differencesOf(endpoint, wanted), [{ kind: "camera", desired: "usb:9-9", observed: "–" }]);
});

test("the wished camera, by any of its names, is no difference", () => {
  for (const source of ["name:HD Pro Webcam C920", "usb:1-1.2", "serial:7D9A2B6F"]) {
    const endpoint = camera((observed) => { observed.source = source; });
    assert.deepEqual(kinds(endpoint, { ...body, camera: { ...body.camera, source } }), []);
  }
});

test("an older endpoint, which tells no devices, raises no alarm", () => {
  const source = "usb:1-1.2";
  const endpoint = camera((observed) => {
    Object.assign(observed, { source });
    for (const name of ["devices", "controls", "wished_width", "wished_height", "negotiated_fps"]) delete observed[name];
  });
  assert.deepEqual(kinds(endpoint, { ...body, camera: { ...body.camera, source } }), []);
});

test("a control that is not as wished, or not there, is named", () => {
  const wanted = { ...body, camera: { source: "auto",
    controls: [{ name: "power_line_frequency", value: 2 }, { name: "zoom_absolute", value: 100 }, { name: "brightness", value: 128 }] } };
  assert.deepEqual(differencesOf(sampleEndpoint(), wanted), [
    { kind: "control", name: "power_line_frequency", desired: "2", observed: "1" },
    { kind: "control", name: "zoom_absolute", desired: "100", observed: "–" },
  ]);
});

test("a smaller or slower picture than asked for is seen, a larger one is not", () => {
  assert.deepEqual(kinds(camera((observed) => Object.assign(observed, { width: 640, height: 480, negotiated_fps: 10 }))),
    ["camera_size", "camera_fps"]);
  assert.deepEqual(kinds(camera((observed) => Object.assign(observed, { width: 1920, height: 1080, negotiated_fps: 60 }))), []);
});

test("the microphone's mixer is as near as its steps allow, or it is seen", () => {
  const mixer = (change, wish = {}) =>
    kinds(changed(({ status }) => Object.assign(status.capture.microphone, change)),
      { ...body, microphone: { ...body.microphone, ...wish } });
  assert.deepEqual(mixer({ volume_percent: 78 }), []);
  assert.deepEqual(mixer({ volume_percent: 40, switch_on: false }), ["switch_on", "volume"]);
  assert.deepEqual(mixer({ volume_percent: 40 }, { gain_db: 18 }), []);
  assert.deepEqual(mixer({ gain_db: 3 }, { gain_db: 18 }), ["gain"]);
});

test("another encoder than the wished one is seen, under \"auto\" any is right", () => {
  const wish = (encoder) => ({ ...body, video: { ...body.video, encoder } });
  assert.deepEqual(kinds(sampleEndpoint(), wish("v4l2")), ["encoder"]);
  assert.deepEqual(kinds(sampleEndpoint(), wish("x264")), []);
});
