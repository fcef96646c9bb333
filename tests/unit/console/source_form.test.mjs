// SPDX-License-Identifier: Apache-2.0
// What is chosen for camera, microphone and encoder reaches the body, what was not touched stays as it came.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";
import { body } from "./sample_endpoint.mjs";

const { bodyWithSources, changedSources, controlField, controlsSet, sourceFieldOf, sourcesOf } = await load("source_form.js");

const withFields = (fields, from = body) => bodyWithSources(from, { ...sourcesOf(from), ...fields });

test("an untouched form gives the same body back, absent members stay absent", () => {
  assert.deepEqual(withFields({}), body);
  assert.deepEqual(withFields({}, { site: body.site }), { site: body.site });
});

test("each wish arrives as its member's type", () => {
  const next = withFields({
    "screen/scene": "blank",
    "screen/connector": "HDMI-A-1",
    "screen/fade_ms": "400",
    "camera/source": "serial:7D9A2B6F",
    "microphone/source": "name:USB Audio",
    "microphone/muted": "true",
    "microphone/switch_on": "false",
    "microphone/volume_percent": "64.6",
    "microphone/gain_db": "-3.5",
    "audio/channels": "2",
    "video/encoder": "vaapi",
    "video/small_picture": "false",
  });
  assert.deepEqual(next.screen, { ...body.screen, scene: "blank", connector: "HDMI-A-1", fade_ms: 400 });
  assert.equal(next.camera.source, "serial:7D9A2B6F");
  assert.deepEqual(next.microphone,
    { source: "name:USB Audio", muted: true, switch_on: false, volume_percent: 65, gain_db: -3.5 });
  assert.deepEqual(next.audio, { channels: 2, bitrate_kbps: 64 });
  assert.deepEqual(next.video, { ...body.video, encoder: "vaapi", small_picture: false });
});

test("an emptied number is left to the room", () => {
  assert.equal("volume_percent" in withFields({ "microphone/volume_percent": "" }).microphone, false);
});

test("controls are set, changed and taken back, the others stay in their order", () => {
  const set = withFields({ [controlField("zoom_absolute")]: "150", [controlField("power_line_frequency")]: "2" });
  assert.deepEqual(set.camera.controls, [{ name: "power_line_frequency", value: 2 }, { name: "zoom_absolute", value: 150 }]);
  assert.deepEqual(withFields({ [controlField("power_line_frequency")]: "" }, set).camera.controls,
    [{ name: "zoom_absolute", value: 150 }]);
  assert.deepEqual(controlsSet({ ...sourcesOf(set), [controlField("zoom_absolute")]: "" }), ["power_line_frequency"]);
});

test("a control's name is a name and nothing else", () => {
  const next = withFields({ [controlField("__proto__")]: "1" });
  assert.deepEqual(next.camera.controls.at(-1), { name: "__proto__", value: 1 });
});

test("only what means something else counts as changed", () => {
  const before = sourcesOf(body);
  const after = { ...before, "microphone/volume_percent": "80.0", [controlField("zoom_absolute")]: "", "microphone/muted": "true" };
  assert.deepEqual(changedSources(before, after), ["microphone/muted"]);
});

test("an error's pointer finds its field", () => {
  assert.equal(sourceFieldOf("/body/microphone/gain_db: 200", body), "microphone/gain_db");
  assert.equal(sourceFieldOf("/camera/controls/0/value", body), controlField("power_line_frequency"));
  assert.equal(sourceFieldOf("/camera/controls/9/value", body), null);
  assert.equal(sourceFieldOf("/site/name", body), null);
});
