// SPDX-License-Identifier: Apache-2.0
// What does not conform goes no further, and takes nothing else with it.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { sampleEndpoint } from "./sample_endpoint.mjs";

const { readCentre, readConfig, readEndpoint, readEndpoints, readSnapshotEvent } = await load("border.js");

test("a whole endpoint comes through as it is", () => {
  const sample = sampleEndpoint();
  assert.deepEqual(readEndpoint(sample), sample);
});

test("one part of a report that does not conform is left out, the others stay", () => {
  const sample = sampleEndpoint();
  sample.status.capture.camera.fps = "many";
  const read = readEndpoint(sample);
  assert.equal(read.status.capture, undefined);
  assert.equal(read.status.encode.video.encoder, "x264");
});

test("an endpoint of an older version, which tells less, is shown with what it tells", () => {
  const sample = sampleEndpoint();
  const { source, state, width, height, fps } = sample.status.capture.camera;
  sample.status.capture.camera = { source, state, width, height, fps };
  for (const name of ["channels", "rate_hz", "drift_ppm", "switch_on", "volume_percent", "gain_db", "devices"]) {
    delete sample.status.capture.microphone[name];
  }
  for (const name of ["wished", "proof_ms", "latency_ms", "passed_over"]) delete sample.status.encode.video[name];
  assert.deepEqual(readEndpoint(sample), sample);
});

test("words that only a newer endpoint knows come through", () => {
  const sample = sampleEndpoint();
  sample.status.capture.camera.signal = "too_bright";
  sample.status.encode.video.passed_over[0].reason = "on_strike";
  sample.conditions = [{ type: "camera_upside_down", level: "warning", since: "", detail: "" }];
  assert.deepEqual(readEndpoint(sample), sample);
});

test("a report without its core is no report, the endpoint is still shown", () => {
  const sample = sampleEndpoint();
  delete sample.status.config;
  assert.equal(readEndpoint(sample).status, null);
});

test("members that an older centre leaves out read as none", () => {
  const { stream: _stream, small_stream: _small, desired: _desired, ...sample } = sampleEndpoint();
  const read = readEndpoint(sample);
  assert.equal(read.stream, null);
  assert.equal(read.small_stream, null);
  assert.equal(read.desired, null);
});

test("what is no endpoint is dropped from the list", () => {
  assert.equal(readEndpoints({}), undefined);
  assert.deepEqual(readEndpoints([null, 3, { id: 4 }]), []);
  assert.equal(readEndpoint({ ...sampleEndpoint(), conditions: [{ type: "x", level: "loud", since: "", detail: "" }] }), undefined);
});

test("events and versions are checked too", () => {
  assert.equal(readSnapshotEvent({ id: "a", kind: "sound", etag: "1", taken_at: "" }), undefined);
  assert.equal(readCentre({ software: "1" }), undefined);
  const version = { version: 1, issued_at: "", expires_at: "", author: "a" };
  assert.equal(readConfig({ ...version, body: { screen: { maket: { title: "no list" } } } }), undefined);
  assert.equal(readConfig({ ...version, body: { camera: { controls: [{ name: "zoom" }] } } }), undefined);
  assert.deepEqual(readConfig({ ...version, body: { other: 1 } }).body, { other: 1 });
});
