// SPDX-License-Identifier: Apache-2.0
// A device is offered only by what tells it from the others.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { choicesOf, chosenOf, isNamedBy, namesDevice } = await load("devices.js");

const device = (name, usb, serial, chosen = false) => ({ name, usb, serial, node: `/dev/${usb}`, driver: "uvcvideo", chosen });
const sources = (devices) => choicesOf(devices).map(({ source }) => source);

test("by name, port and number, where it has them", () => {
  assert.deepEqual(sources([device("C920", "1-2", "7D"), device("HDMI", "", "")]),
    ["name:C920", "usb:1-2", "serial:7D", "name:HDMI"]);
});

test("two of the same make are told apart by their ports", () => {
  assert.deepEqual(sources([device("C920", "1-2", "0001"), device("C920", "1-3", "0001")]), ["usb:1-2", "usb:1-3"]);
});

test("which one a source means", () => {
  const camera = device("C920: a:b", "1-2", "");
  assert.ok(isNamedBy(camera, "name:C920: a:b"));
  assert.ok(isNamedBy(camera, "name:c920"));
  assert.ok(!isNamedBy(camera, "name:HDMI"));
  assert.ok(!isNamedBy(camera, "serial:"));
  assert.ok(namesDevice("usb:1-2"));
  assert.ok(!namesDevice("auto"));
  assert.equal(chosenOf([camera]), null);
  assert.equal(chosenOf(undefined), null);
});
