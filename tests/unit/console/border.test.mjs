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

test("a report without its core is no report, the endpoint is still shown", () => {
  const sample = sampleEndpoint();
  delete sample.status.config;
  assert.equal(readEndpoint(sample).status, null);
});

test("members that an older centre leaves out read as none", () => {
  const { stream: _stream, desired: _desired, ...sample } = sampleEndpoint();
  const read = readEndpoint(sample);
  assert.equal(read.stream, null);
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
  assert.deepEqual(readConfig({ ...version, body: { other: 1 } }).body, { other: 1 });
});
