// SPDX-License-Identifier: Apache-2.0
// What is pushed to other rooms is what was edited, and nothing of this room besides.
import assert from "node:assert/strict";
import test from "node:test";

import { load } from "./modules.mjs";

const { mergePatch } = await load("merge_patch.js");

const body = () => ({
  site: { code: "79", name: "Thành phố Hồ Chí Minh" },
  screen: { scene: "maket", maket: { heading: "A", title: ["B", "C"] } },
  microphone: { source: "auto", volume_percent: 80 },
});

test("nothing edited, nothing pushed", () => assert.deepEqual(mergePatch(body(), body()), {}));

test("an edited line goes alone, a list as a whole", () => {
  const after = body();
  after.screen.maket.title = ["B"];
  after.microphone.source = "usb:1-1.2";
  assert.deepEqual(mergePatch(body(), after), {
    screen: { maket: { title: ["B"] } },
    microphone: { source: "usb:1-1.2" },
  });
});

test("what was taken away is null, what was added is there", () => {
  const after = body();
  delete after.microphone.volume_percent;
  after.video = { fps: 15 };
  assert.deepEqual(mergePatch(body(), after), { microphone: { volume_percent: null }, video: { fps: 15 } });
});
